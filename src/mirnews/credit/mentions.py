"""Finds where a sentence names its sources: after a cue, before a verb of the press, as a prefix or a label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mirnews.credit.gazetteer import Gazetteer
from mirnews.credit.lex import Sentence
from mirnews.credit.lexicon import Cue, Lexicon, lexicon
from mirnews.credit.names import Name, NameReader, name_reader
from mirnews.credit.subjects import subject_reader
from mirnews.credit.verbs import Spoken, spoken
from mirnews.model import LinkKind, LinkRole

REACH = 30  # words from the outlet to its verb: «رویترز روز دوشنبه به نقل از دو مقام … نوشت»
PLAIN = Cue(words=False, unknown=True)
PLUPERFECT = ("بود", "بودند")
NAMING = ("word", "open")  # what a source or a cue may start with
LONGEST_BODY = 14  # words of who issued a statement
NEWS_BEFORE = 4  # words from «خبر» to «را» before the outlet that has it


@dataclass(frozen=True, slots=True)
class Mention:
    """A source that a sentence names: the name, its role, and marks first..after as evidence.

    `beside` marks a parallel source («رویترز و فرانس پرس»): it shares what names the one before it.
    """

    name: Name
    role: LinkRole
    first: int
    after: int
    beside: bool = False


@dataclass(frozen=True, slots=True)
class MentionReader:
    """Reads the mentions of one sentence from left to right, each word looked at a bounded number of times."""

    sentence: Sentence
    names: NameReader
    lexicon: Lexicon
    verbs: dict[int, Spoken] = field(default_factory=dict)
    objects: list[int] = field(default_factory=list)

    def read(self) -> Iterator[Mention]:
        """The mentions in the order of the text."""
        self.verbs.update((verb.first, verb) for verb in spoken(self.sentence.marks, self.lexicon))
        self.objects.extend(self._objects())
        i = 0
        while i < len(self.sentence.marks):
            if self.sentence.marks[i].kind not in NAMING:
                i += 1
                continue
            found = self._at(i)
            yield from found
            i = max([i + 1, *(mention.after for mention in found)]) if found else self._skip(i)

    def _skip(self, at: int) -> int:
        """The index to read on at; an earlier report («X گزارش داده بود») is passed over with what it quotes."""
        name = self.names.outlet(at, PLAIN) if self._starts_clause(at) else None
        if name and (earlier := self._told_earlier(name.after)):
            return earlier
        cue = self.lexicon.cues.longest(self.sentence.marks, at)
        return cue[1] if cue else at + 1

    def _at(self, at: int) -> list[Mention]:
        if cue := self.lexicon.cues.longest(self.sentence.marks, at):
            return self._after_cue(at, *cue)
        if statement := self._in_statement(at):
            return [statement]
        if own := self._own_words(at):
            return [own]
        if told := self._told(at) or self._taken(at):
            return [told]
        return self._subject(at) if self._starts_clause(at) or self._follows_news(at) else []

    def _after_cue(self, at: int, cue: Cue, after: int) -> list[Mention]:
        """The source after a cue and those beside it; nothing after a trap or «واکنش به …»."""
        before = self.sentence.marks[at - 1].fold if at else ""
        if cue.trap or before in self.lexicon.blocked_after or (cue.start_only and at):
            return []
        name = self.names.after_cue(after, cue)
        if not name:
            return []
        first = Mention(name, cue.role, at, name.after)
        beside = [] if name.own or name.this else self._beside(name.after, cue)
        return [first, *(Mention(other, cue.role, other.first, other.after, beside=True) for other in beside)]

    def _beside(self, at: int, cue: Cue) -> list[Name]:
        """Outlets joined by «و», or by commas with «و» before the last."""
        names: list[Name] = []
        at = self._over_bracket(at)
        while len(names) < 8 and at < len(self.sentence.marks):
            mark = self.sentence.marks[at]
            if mark.kind != "comma" and mark.fold != "و":
                return []
            name = self.names.outlet(at + 1, Cue(words=cue.words)) or self._joined_unnamed(at + 1, cue)
            if not name:
                return []
            names.append(name)
            if mark.fold == "و":
                return names
            at = name.after
        return []

    def _joined_unnamed(self, at: int, cue: Cue) -> Name | None:
        return self.names.unnamed(at, people=False) if "unnamed" in cue.allow else None

    def _over_bracket(self, at: int) -> int:
        """After «خبرگزاری دانشجویان ایران (ایسنا)», the index after the bracket."""
        marks = self.sentence.marks
        if at >= len(marks) or marks[at].kind not in ("left", "close"):
            return at
        if marks[at].kind == "close":
            return at + 1
        return next((i + 1 for i in range(at, min(at + 5, len(marks))) if marks[i].kind == "right"), at)

    def _starts_clause(self, at: int) -> bool:
        """Does a clause start here: first word, after a mark, after «که» or a connector?"""
        if at == 0:
            return True
        before = self.sentence.marks[at - 1]
        return (not before.is_word and before.kind not in ("close", "left")) or before.fold in ("که", "و", "اما")

    def _follows_news(self, at: int) -> bool:
        """«این خبر را نخستین بار X منتشر کرد»: does the object «… خبر … را» stand straight before?"""
        starts = (i for i in self.objects if at - NEWS_BEFORE < i <= at)
        return any(i == at or self.lexicon.relay_times.end(self.sentence.marks, i) == at for i in starts)

    def _objects(self) -> Iterator[int]:
        """Where an object that names the news has ended: the index after «خبر … را»."""
        for i, mark in enumerate(self.sentence.marks):
            if mark.fold == "را" and self._news(i - NEWS_BEFORE, i):
                yield i + 1

    def _news(self, first: int, after: int) -> bool:
        """Is the news named in these marks: «خبر», «گزارش», «ماجرا»?"""
        span = range(max(first, 0), after)
        return any(self.lexicon.relay_news.longest(self.sentence.marks, i) for i in span)

    def _in_statement(self, at: int) -> Mention | None:
        """«در بیانیه X آمده است»."""
        marks = self.sentence.marks
        opened = self.lexicon.statement_opens.longest(marks, at)
        if not opened:
            return None
        for i in range(opened[1] + 1, self.names.run(opened[1], LONGEST_BODY, joined=True) + 1):
            if closed := self.lexicon.statement_closes.longest(marks, i):
                return Mention(Name(at + 1, i, "statement"), "cites", at, closed[1])
        return None

    def _own_words(self, at: int) -> Mention | None:
        """«X با انتشار بیانیه ای …», «X در صفحه ایکس خود نوشت»: the speaker's own statement or post."""
        marks = self.sentence.marks
        kind: LinkKind = "statement"
        after = self.lexicon.statement_by_speaker.end(marks, at)
        if after == at:
            kind, after = "social", self.lexicon.social_by_speaker.end(marks, at)
        if after == at or not any(i in self.verbs for i in range(after, min(after + REACH, len(marks)))):
            return None
        start = next((i + 1 for i in range(at - 1, max(at - LONGEST_BODY, 0), -1) if not marks[i].is_word), 0)
        subjects = subject_reader(self.sentence)
        subject = subjects.at(subjects.skip_connectors(start, at), at)
        span = (subject.name or subject.title) if subject and not subject.back and subject.after == at else None
        return Mention(Name(*span, kind), "cites", span[0], after) if span else None

    def _told(self, at: int) -> Mention | None:
        """«… به رویترز گفت»."""
        if self.sentence.marks[at].fold != "به":
            return None
        name = self.names.outlet(at + 1, Cue())
        return Mention(name, "cites", at, name.after) if name and not name.this and name.after in self.verbs else None

    def _taken(self, at: int) -> Mention | None:
        """«… که خبر را از یونهاپ گرفته است»."""
        marks = self.sentence.marks
        if marks[at].fold != "از" or not self._follows_news(at):
            return None
        name = self.names.outlet(at + 1, Cue())
        taken = name and not name.this and self.lexicon.relay_taken.longest(marks, name.after)
        return Mention(name, "cites", at, name.after) if name and taken else None

    def _subject(self, at: int) -> list[Mention]:
        """An outlet or unnamed source that itself reports: «خبرگزاری X از گرگان گزارش داد», «X به نقل از Y نوشت»."""
        name = self.names.outlet(at, PLAIN) or self.names.unnamed(at, people=False)
        if name and self._is_prefix(at, name):
            return [Mention(name, "reports", name.first, name.after)]
        bare = None if name else self.names.known(at, words=True)
        if bare and self._bare_word_reports(bare):
            return [Mention(bare, "reports", bare.first, bare.after)]
        if not name:
            name = self._unknown_subject(at)
        return self._with_verb(name) if name else []

    def _unknown_subject(self, at: int) -> Name | None:
        """An unknown outlet by its form, straight before a verb of the press: «وورلد تریبیون گزارش داد»."""
        after = self.names.run(at, 3)
        ends = any(self.lexicon.endings.end(self.sentence.marks, i) == after for i in range(at + 1, after))
        verb = self.verbs.get(after)
        return Name(at, after) if ends and verb and verb.verb.press else None

    def _with_verb(self, name: Name) -> list[Mention]:
        """The subject as a source, if its verb makes it one; whom an unnamed one told stands between."""
        if self._told_earlier(name.after):
            return []
        told = self._told_later(name) if name.kind == "unnamed" else None
        if told:
            return [told, Mention(name, "cites", name.first, name.after)]
        if name.outlet and self._relays(name):
            return [Mention(name, "cites", name.first, name.after)]
        verb, quotes = self._what_follows(name.after)
        catalogued = name.outlet is not None or name.this
        if quotes and name.kind == "outlet":
            return [Mention(name, "reports", name.first, name.after)]
        if not verb or not (catalogued or verb.verb.press or name.kind == "unnamed"):
            return []
        return [Mention(name, verb.verb.role, name.first, name.after)]

    def _relays(self, name: Name) -> bool:
        """«X خبر را نخست منتشر کرد», «این خبر را X منتشر کرد»: no verb of speech, but the news is its object."""
        marks = self.sentence.marks
        for i in range(name.after, min(name.after + REACH, len(marks))):
            if marks[i].kind in ("stop", "semicolon", "colon") or i in self.verbs:
                return False
            if self.lexicon.relay_verbs.longest(marks, i):
                return self._follows_news(name.first) or self._news(name.after, i)
            if self.lexicon.cues.longest(marks, i):
                return False
        return False

    def _told_earlier(self, at: int) -> int:
        """«شبکه X گزارش داده بود»: an earlier report that the text looks back at is no source; the index after it."""
        marks = self.sentence.marks
        for i in range(at, min(at + REACH, len(marks))):
            if marks[i].kind in ("stop", "semicolon", "colon"):
                return 0
            if i in self.verbs:
                after = self.verbs[i].after
                return after if marks[after - 1].fold.endswith(PLUPERFECT) else 0
        return 0

    def _told_later(self, name: Name) -> Mention | None:
        """«یک منبع آگاه به رویترز گفت», «یک منبع آگاه در گفت وگو با رویترز گفت»."""
        for i in range(name.after, min(name.after + 4, len(self.sentence.marks))):
            if told := self._told(i):
                return told
            cue = self.lexicon.cues.longest(self.sentence.marks, i)
            if cue and not cue[0].trap and not cue[0].allow:
                return next(iter(self._after_cue(i, *cue)), None)
        return None

    def _what_follows(self, at: int) -> tuple[Spoken | None, bool]:
        """The verb of speech that the name at `at` leads to, and whether «به نقل از» comes before it."""
        marks = self.sentence.marks
        for i in range(at, min(at + REACH, len(marks))):
            if marks[i].kind in ("stop", "semicolon", "colon"):
                break
            if i in self.verbs:
                return self.verbs[i], False
            cue = self.lexicon.cues.longest(marks, i)
            if cue and cue[0].role == "cites" and "person" in cue[0].allow:
                return None, True
        return None, False

    def _bare_word_reports(self, name: Name) -> bool:
        """An ordinary word is the outlet if «به نقل از» or «نوشت» follows at once, unless it is a place too."""
        marks = self.sentence.marks
        if self.lexicon.places.longest(marks, name.first):
            return False
        verb, cue = self.verbs.get(name.after), self.lexicon.cues.longest(marks, name.after)
        quotes = bool(cue and not cue[0].trap and "person" in cue[0].allow)
        return quotes or bool(verb and verb.verb.press and verb.verb.role == "cites")

    def _is_prefix(self, at: int, name: Name) -> bool:
        """«خبرگزاری فارس: …» where a sentence starts, or «تهران - ایرنا - …»."""
        marks = self.sentence.marks
        if name.outlet is None or name.after >= len(marks):
            return False
        after = marks[name.after].kind
        return (after == "colon" and at == 0) or (after == "dash" and 0 < at <= 3 and marks[at - 1].kind == "dash")


def read_mentions(sentence: Sentence, gazetteer: Gazetteer) -> Iterator[Mention]:
    """The sources that a sentence names, in order."""
    return MentionReader(sentence, name_reader(sentence.marks, gazetteer), lexicon()).read()
