"""Reads the one who speaks: a name with or without a title, a body, a pronoun, somebody without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mirnews.credit.lex import Mark, Sentence
from mirnews.credit.lexicon import Lexicon, lexicon
from mirnews.credit.phrases import Phrases

LONGEST = 14  # words of a name with its title
LONGEST_NAME = 5  # words of a person's name
CONNECTORS = 6  # connectors and marks passed over before a speaker
COMMAS = 6  # commas tried before the speaker: «در این نشست، پس از …، وزیر گفت»


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, as spans of marks; `after` is the index after all of it. `back` points to an earlier speaker."""

    after: int
    name: tuple[int, int] | None = None
    title: tuple[int, int] | None = None
    back: bool = False
    body: bool = False


@dataclass(frozen=True, slots=True)
class SubjectReader:
    """Reads subjects in the marks of one sentence; every read looks at a bounded number of words."""

    marks: Sequence[Mark]
    lexicon: Lexicon

    def before(self, first: int, verb: int) -> Subject | None:
        """The subject of the verb at mark `verb` in a clause that starts at `first`."""
        at = self.skip_connectors(first, verb)
        subject = None if self._has(self.lexicon.subordinate, at) else self.at(at, verb)
        if subject:
            return subject
        for start in self._after_commas(at, verb):
            if subject := self.at(self.skip_connectors(start, verb), verb):
                return subject
        return self._straight_before(at, verb)

    def at(self, at: int, until: int) -> Subject | None:
        """The subject that starts at `at` and ends before `until`, or None."""
        if at >= until:
            return None
        if back := self._pointing_back(at):
            return back
        if self.marks[at].kind == "open":
            return self._quoted(at, until)
        after = self._run(at, until)
        if after == at or not self.marks[at].fold.isalpha():
            return None
        return self._appositive(self._split(at, self._before_object(at, after, until)), until)

    def skip_connectors(self, at: int, until: int) -> int:
        """The index after «این در حالی است که», «همزمان،» and the like."""
        for _ in range(CONNECTORS):
            if at >= until:
                break
            after = self.lexicon.connectors.end(self.marks, at)
            if after == at and self.marks[at].kind in ("comma", "dash", "stop", "close"):
                after = at + 1
            if after == at:
                break
            at = after
        return min(at, until)

    def _has(self, table: Phrases[bool], at: int) -> bool:
        return table.longest(self.marks, at) is not None

    def _pointing_back(self, at: int) -> Subject | None:
        """«وی», «این مقام آمریکایی»."""
        after = self.lexicon.pronouns.end(self.marks, at)
        if after > at:
            return Subject(after, back=True)
        after = self.lexicon.this_person.end(self.marks, at)
        if after > at:
            after = self._over_places(after)
            return Subject(after, title=(at, after), back=True)
        after = self.lexicon.this_body.end(self.marks, at)
        return Subject(after, title=(at, after), back=True, body=True) if after > at else None

    def _over_places(self, at: int) -> int:
        while (after := self.lexicon.places.end(self.marks, at)) > at:
            at = after
        return at

    def _run(self, at: int, until: int) -> int:
        """The index after the words that may be one name or title; «و» joins only inside a title or body."""
        joined = self._has(self.lexicon.titles, at) or self._has(self.lexicon.bodies, at)
        i = self.lexicon.anonymous.end(self.marks, at)
        while i < min(at + LONGEST, until) and self.marks[i].is_word:
            stopped = i > at and self._has(self.lexicon.stops, i) and not self._has(self.lexicon.places, i)
            if stopped or (i == at and self._is_stop_first(i)) or (self.marks[i].fold == "و" and not joined):
                break
            i = max(i + 1, self.lexicon.places.end(self.marks, i))
        return i - 1 if i > at and self.marks[i - 1].fold == "و" else min(i, until)

    def _is_stop_first(self, at: int) -> bool:
        """Does a stop word stand where a speaker should start? «برخی» and «گزارش ها» differ: the first may."""
        return self._has(self.lexicon.stops, at) and not self._has(self.lexicon.anonymous, at)

    def _before_object(self, at: int, after: int, until: int) -> int:
        """Where the speaker ends when an object follows without a mark: «سخنگوی کرملین این گزارش را رد کرد»."""
        if after >= until or self.marks[after].fold != "را":
            return after
        if not self._has(self.lexicon.titles, at) and not self._has(self.lexicon.bodies, at):
            return min(at + 2, after - 1) if after - at > 1 else after
        place = max((end for i in range(at, after) if (end := self.lexicon.places.end(self.marks, i)) > i), default=0)
        return min(place, after) if place else max(at + 1, after - 1)

    def _quoted(self, at: int, until: int) -> Subject | None:
        """«عبدولاوی دیوپ» وزیر خارجه کشور مالی: the name in quotes, then the title."""
        close = next((i for i in range(at + 1, min(at + 8, until)) if self.marks[i].kind == "close"), 0)
        if close <= at + 1:
            return None
        start = close + 1
        after = self._run(start, until) if start < until and self._has(self.lexicon.titles, start) else start
        subject = Subject(after, (at + 1, close), (start, after) if after > start else None)
        return self._appositive(subject, until)

    def _split(self, at: int, after: int) -> Subject:
        """A run of words as name and title."""
        honorific = self.lexicon.honorifics.end(self.marks, at)
        if at < honorific < after:
            return Subject(after, (honorific, after))
        if self._has(self.lexicon.anonymous, at):
            return Subject(after, None, (at, after))
        if self._has(self.lexicon.bodies, at):
            after = self._body(at, after)
            return Subject(after, (at, after), body=True)
        place = self.lexicon.places.end(self.marks, at)
        if at < place < after and not self._has(self.lexicon.endings, place):
            return Subject(place, (at, place), body=True)
        if self._has(self.lexicon.titles, at) or self._has(self.lexicon.bare_titles, at):
            return self._title_first(at, after)
        title = next((i for i in range(at + 1, after) if self._has(self.lexicon.titles, i)), after)
        if title - at > LONGEST_NAME:
            return Subject(after, None, (at, after))
        return Subject(after, (at, title), (title, after) if title < after else None)

    def _body(self, at: int, after: int) -> int:
        """Where a body's name ends: after its country, if more words follow («ارتش اسرائیل حمله …»)."""
        for i in range(at + 1, after):
            country = self.lexicon.places.end(self.marks, i)
            if country > i and not self._has(self.lexicon.bodies, i) and self.marks[i].fold != "خارجه":
                return min(self._over_places(country), after)
        return after

    def _title_first(self, at: int, after: int) -> Subject:
        """«رئیس جمهور پزشکیان», «وزیر خارجه آمریکا آنتونی بلینکن», «تحلیلگر مصری»."""
        bare = self.lexicon.bare_titles.end(self.marks, at)
        if at < bare < after and not self._has(self.lexicon.places, bare):
            return (
                Subject(after, (bare, after), (at, bare))
                if after - bare <= LONGEST_NAME
                else Subject(after, None, (at, after))
            )
        place = max(
            (end for i in range(at, after) if (end := self.lexicon.places.end(self.marks, i)) > i), default=after
        )
        if 0 < after - place <= 3 and after - place > 1 and not self._has(self.lexicon.bodies, place):
            return Subject(after, (place, after), (at, place))
        return Subject(after, None, (at, after))

    def _appositive(self, subject: Subject, until: int) -> Subject:
        """What a comma or quotes add: «حسین X، وزیر Y، گفت»; «سخنگوی Y، حسین X، گفت»; «سخنگوی Y «حسین X»»."""
        at = subject.after
        if at < until and self.marks[at].kind == "open" and subject.name is None:
            inner = self._quoted(at, until)
            return replace(subject, name=inner.name, after=inner.after) if inner else subject
        if at + 1 >= until or self.marks[at].kind != "comma" or subject.body or subject.back:
            return subject
        start = at + 1
        after = self._run(start, until)
        ends = after >= until or self.marks[after].kind in ("comma", "open") or self._has(self.lexicon.stops, after)
        if after == start or not ends:
            return subject
        is_title = self._has(self.lexicon.titles, start) or self._has(self.lexicon.bare_titles, start)
        if subject.name and subject.title is None and is_title:
            return replace(subject, title=(start, after), after=after)
        closed = after < until and self.marks[after].kind == "comma"
        if subject.name is None and closed and not is_title and 1 < after - start <= LONGEST_NAME:
            anonymous = subject.title and self._has(self.lexicon.anonymous, subject.title[0])
            return subject if anonymous else replace(subject, name=(start, after), after=after)
        return subject

    def _after_commas(self, at: int, until: int) -> list[int]:
        found: list[int] = []
        for i in range(at, until):
            if self.marks[i].kind in ("comma", "semicolon", "close"):
                found.append(i + 1)
                if len(found) == COMMAS:
                    break
        return found

    def _straight_before(self, first: int, verb: int) -> Subject | None:
        """Somebody with a title, a body or a pronoun straight before the verb: «در این نشست وزیر خارجه گفت»."""
        for i in range(max(first, verb - 8), verb):
            tables = (self.lexicon.titles, self.lexicon.bodies, self.lexicon.anonymous, self.lexicon.pronouns)
            if any(self._has(table, i) for table in tables):
                subject = self.at(i, verb)
                if subject and subject.after == verb:
                    return subject
        return None


def subject_reader(sentence: Sentence) -> SubjectReader:
    """A reader of subjects over one sentence."""
    return SubjectReader(sentence.marks, lexicon())
