"""Who says what by which verb: statements in the order of the text, pronouns resolved to whom they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mirnews.credit.gazetteer import Gazetteer
from mirnews.credit.lex import Mark, Sentence
from mirnews.credit.lexicon import Cue, Lexicon, lexicon
from mirnews.credit.mentions import read_mentions
from mirnews.credit.names import Name, name_reader
from mirnews.credit.people import People, Speaker
from mirnews.credit.subjects import COMMAS, Subject, SubjectReader, subject_reader
from mirnews.credit.verbs import Spoken, spoken
from mirnews.model import Stance, Statement

UNKNOWN = Cue(unknown=True)
QUOTED_CLAUSE = 4  # words: fewer within «…» are a name
SEMICOLON_REACH = 40  # words between «؛» and the verb of its clause
BETWEEN_CREDITS = 4  # words: «به گزارش ایسنا از قزوین به نقل از …»
STRONGEST: tuple[Stance, ...] = ("denies", "confirms", "claims", "says")


@dataclass(frozen=True, slots=True)
class Turn:
    """The verbs of one statement, where its clause starts, and whether that clause has a subject of its `own`."""

    verbs: tuple[Spoken, ...]
    clause: int = 0
    own: bool = False

    @property
    def first(self) -> int:
        return self.verbs[0].first

    @property
    def after(self) -> int:
        return self.verbs[-1].after


@dataclass(slots=True)
class StatementReader:
    """Reads statements sentence by sentence; `people` remembers who was named and who spoke last."""

    gazetteer: Gazetteer
    people: People = field(default_factory=People)
    lexicon: Lexicon = field(default_factory=lexicon)

    def sentence(self, sentence: Sentence) -> Iterator[Statement]:
        """The statements of one sentence."""
        subjects = subject_reader(sentence)
        self.people.meet(sentence, subjects)
        yield from self._by_cue(sentence, subjects)
        verbs = list(spoken(sentence.marks, self.lexicon))
        start = self._after_credits(sentence) if verbs else 0
        start = _main_clause(subjects, verbs, start)
        verbs = [verb for verb in verbs if verb.first >= start]
        turns = list(_turns(subjects, verbs))
        speaker, outlet = None, None
        for i, turn in enumerate(turns):
            until = turns[i + 1].clause if i + 1 < len(turns) else len(sentence.marks)
            begin = turn.clause if i else min(start, turn.first)
            if i == 0 or turn.own:
                subject = subjects.at(begin, turn.first) if i else subjects.before(begin, turn.first)
                speaker = self._who(sentence, subject, subjects, turn)
                outlet = self._outlet(sentence, subject)
                speaker = Speaker(sentence.said(outlet.first, outlet.after), None) if outlet else speaker
                begin = subject.after if subject else begin
            if speaker and not (outlet and _stance(turn) == "says"):
                yield _statement(sentence, turn, speaker, min(begin, turn.first), until)

    def _after_credits(self, sentence: Sentence) -> int:
        """The index after «به گزارش … به نقل از …»; the speaker comes later."""
        marks = sentence.marks
        after, reach = subject_reader(sentence).skip_connectors(0, len(marks)), 0
        if not self.lexicon.cues.longest(marks, after):
            return 0
        for mention in read_mentions(sentence, self.gazetteer):
            if self.lexicon.cues.longest(marks, mention.first) and mention.first <= after + reach:
                reach = BETWEEN_CREDITS
                after = mention.after
        return after

    def _who(self, sentence: Sentence, subject: Subject | None, reader: SubjectReader, turn: Turn) -> Speaker | None:
        if subject:
            return self.people.speaks(sentence, subject)
        at = reader.skip_connectors(0, turn.first)
        alone = turn.first - at <= 1 or sentence.marks[at].fold in ("با", "ضمن", "در", "از", "به")
        return self.people.last if alone else None

    def _outlet(self, sentence: Sentence, subject: Subject | None) -> Name | None:
        """«رویترز نوشت»: an outlet that reports is a source; it speaks only where it claims or denies."""
        if subject is None or subject.name is None:
            return None
        found = name_reader(sentence.marks, self.gazetteer).outlet(subject.name[0], UNKNOWN)
        return found if found and not found.this and found.after >= subject.name[1] - 1 else None

    def _by_cue(self, sentence: Sentence, subjects: SubjectReader) -> Iterator[Statement]:
        """«به گفته X، …», «به ادعای X …»."""
        marks = sentence.marks
        for at in range(len(marks)):
            cue = self.lexicon.cues.longest(marks, at) if marks[at].is_word else None
            if not cue or not cue[0].stance:
                continue
            names = name_reader(marks, self.gazetteer)
            subject = None if names.outlet(cue[1], cue[0]) else subjects.at(cue[1], len(marks))
            speaker = self.people.speaks(sentence, subject) if subject else None
            begin = subjects.skip_connectors(subject.after, len(marks)) if subject else len(marks)
            if speaker and begin < len(marks):
                end = max(begin + 1, _trimmed(marks, begin, len(marks)))
                yield _made(sentence, speaker, sentence.said(at, cue[1]), cue[0].stance, (begin, end), direct=False)


def headline(sentence: Sentence, reader: StatementReader) -> Statement | None:
    """The statement of a headline «speaker: statement», or None."""
    marks = sentence.marks
    colon = next((i for i, mark in enumerate(marks[:24]) if mark.kind == "colon"), 0)
    if not colon or colon + 2 >= len(marks) or reader.lexicon.labels.end(marks, 0) == colon:
        return None
    first = reader.lexicon.action_nouns.end(marks, 0)
    subject = subject_reader(sentence).at(first, colon)
    if not subject or (subject.after < colon and not reader.lexicon.headline_joins.longest(marks, subject.after)):
        return None
    speaker = reader.people.speaks(sentence, subject)
    if not speaker or reader.lexicon.labels.longest(marks, 0):
        return None
    return _made(sentence, speaker, "", "says", (colon + 1, len(marks)), direct=True)


def _main_clause(subjects: SubjectReader, verbs: Sequence[Spoken], start: int) -> int:
    """Where the main clause starts: after a comma, if the sentence starts «پس از آنکه …» and a subject follows."""
    marks = subjects.marks
    at = subjects.skip_connectors(start, len(marks))
    if not verbs or not subjects.lexicon.subordinate.longest(marks, at):
        return start
    commas = [i + 1 for i in range(at, verbs[-1].first) if marks[i].kind == "comma"][:COMMAS]
    found = [(comma, _shown(subjects, comma, verbs)) for comma in commas]
    return next((comma for comma, shown in found if shown), next((comma for comma, _ in found), start))


def _shown(subjects: SubjectReader, comma: int, verbs: Sequence[Spoken]) -> bool:
    """Is there after this comma a subject that a title, a body, a pronoun or its verb shows to be one?"""
    verb = next(verb.first for verb in verbs if verb.first >= comma)
    subject = subjects.at(subjects.skip_connectors(comma, verb), verb)
    return bool(subject and (subject.title or subject.body or subject.back or subject.after == verb))


def _turns(subjects: SubjectReader, verbs: Iterable[Spoken]) -> Iterator[Turn]:
    """Verbs by statement: the main one, each that goes on with «و گفت», and each with a subject after «؛»."""
    turn: Turn | None = None
    for verb in verbs:
        if turn is None:
            turn = Turn((verb,))
        elif own := _own_clause(subjects, turn, verb.first):
            yield turn
            turn = Turn((verb,), own, own=True)
        elif not _goes_on(subjects, turn.after, verb.first):
            continue
        elif verb.first - turn.after <= 2 and not _is_said_after(subjects.marks, turn.after):
            turn = Turn((*turn.verbs, verb), turn.clause, turn.own)
        else:
            yield turn
            turn = Turn((verb,), verb.first)
    if turn:
        yield turn


def _own_clause(subjects: SubjectReader, turn: Turn, first: int) -> int:
    """Where a clause after «؛» starts that has its own subject, or 0. Speech after a colon runs on over it."""
    marks = subjects.marks
    if marks[min(turn.after, len(marks) - 1)].kind == "colon":
        return 0
    nearest = range(first - 1, max(turn.after - 1, first - SEMICOLON_REACH), -1)
    start = next((i + 1 for i in nearest if marks[i].kind == "semicolon"), 0)
    start = subjects.skip_connectors(start, first) if start else 0
    return start if start and start < first and subjects.at(start, first) else 0


def _goes_on(subjects: SubjectReader, after: int, first: int) -> bool:
    """Does the verb at `first` share the subject of the verb before it: «… و افزود», «…؛ همچنین گفت»?"""
    marks, at = subjects.marks, first - 1
    while at > after and marks[at].is_word and subjects.lexicon.connectors.longest(marks, at) and marks[at].fold != "و":
        at -= 1
    return at >= after and (marks[at].fold == "و" or marks[at].kind == "semicolon")


def _is_said_after(marks: Sequence[Mark], after: int) -> bool:
    return after < len(marks) and (marks[after].kind == "colon" or marks[after].fold == "که")


def _stance(turn: Turn) -> Stance:
    held = {verb.verb.stance for verb in turn.verbs}
    return next(stance for stance in STRONGEST if stance in held)


def _statement(sentence: Sentence, turn: Turn, speaker: Speaker, said_from: int, until: int) -> Statement:
    marks = sentence.marks
    verb = _verb_written(sentence, turn)
    colon = turn.after < len(marks) and marks[turn.after].kind == "colon"
    begin, end = _said(marks, turn, said_from, until)
    direct = colon or _quotes_clause(marks, begin, end)
    return _made(sentence, speaker, verb, _stance(turn), (begin, end), direct=direct)


def _verb_written(sentence: Sentence, turn: Turn) -> str:
    """The verb as written: joined verbs whole («رد کرده و گفته بود»), a split compound by its two ends."""
    last = turn.verbs[-1]
    if last.wide:
        return " ".join(sentence.said(*part) for part in last.parts)
    return sentence.said(turn.first if _adjacent(turn) else last.first, last.after)


def _adjacent(turn: Turn) -> bool:
    return not turn.verbs[0].wide and all(
        b.first - a.after <= 1 for a, b in zip(turn.verbs, turn.verbs[1:], strict=False)
    )


def _said(marks: Sequence[Mark], turn: Turn, said_from: int, until: int) -> tuple[int, int]:
    """Marks of what is said: after the verb, before a verb that ends its clause, or both around joined verbs."""
    after = turn.after
    while after < until and (marks[after].kind in ("colon", "comma") or marks[after].fold == "که"):
        after += 1
    end = _trimmed(marks, after, until)
    if end - after < 2:
        return _object(marks, said_from, turn), turn.after
    if len(turn.verbs) > 1:
        return (turn.first if turn.verbs[0].wide else _object(marks, said_from, turn)), end
    return after, end


def _object(marks: Sequence[Mark], said_from: int, turn: Turn) -> int:
    """Where the object of a clause-final verb begins: after the last semicolon, or after the subject."""
    last = max((i for i in range(said_from, turn.first) if marks[i].kind == "semicolon"), default=said_from - 1)
    at = last + 1
    while at < turn.first and (marks[at].kind in ("comma", "close") or marks[at].fold in ("نیز", "هم", "همچنین")):
        at += 1
    return at


def _trimmed(marks: Sequence[Mark], after: int, until: int) -> int:
    """`until` without the «و» and marks that lead to the next statement or end the sentence."""
    while until > after and (
        marks[until - 1].fold in ("و", "همچنین") or marks[until - 1].kind in ("semicolon", "comma", "stop")
    ):
        until -= 1
    return until


def _quotes_clause(marks: Sequence[Mark], begin: int, end: int) -> bool:
    """Is what is said given in quotation marks from its first word?"""
    if begin >= end or marks[begin].kind != "open":
        return False
    close = next((i for i in range(begin + 1, end) if marks[i].kind == "close"), end)
    return close - begin - 1 >= QUOTED_CLAUSE


def _made(
    sentence: Sentence,
    speaker: Speaker,
    verb: str,
    stance: Stance,
    said: tuple[int, int],
    *,
    direct: bool,
) -> Statement:
    start, end = sentence.span(*said)
    return Statement(speaker.name, speaker.title, verb, stance, sentence.field, start, end, direct)
