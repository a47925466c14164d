"""What a statement says: the span of whole clauses that its verb tells, or the object with the verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mirnews.credit.clauses import Clause
from mirnews.credit.lex import Mark, Sentence
from mirnews.credit.people import Speaker
from mirnews.credit.verbs import Spoken, is_plural
from mirnews.model import Stance, Statement

QUOTED_CLAUSE = 4  # words: fewer within «…» are a name
STRONGEST: tuple[Stance, ...] = ("denies", "confirms", "claims", "says")
AGAINST = ("اما", "ولی", "لیکن")
ALSO = ("نیز", "هم", "همچنین")
Owner = Sequence[Clause | None]


@dataclass(frozen=True, slots=True)
class Turn:
    """The verbs of one statement and the clause of the first."""

    verbs: tuple[Spoken, ...]
    clause: Clause

    @property
    def first(self) -> int:
        """Where the first verb starts."""
        return self.verbs[0].first

    @property
    def after(self) -> int:
        """The index after the last verb."""
        return self.verbs[-1].after


def stance_of(turn: Turn) -> Stance:
    """The strongest stance of the verbs: «رد کرده و گفته بود» denies."""
    held = {verb.verb.stance for verb in turn.verbs}
    return next(stance for stance in STRONGEST if stance in held)


def verb_written(sentence: Sentence, turn: Turn) -> str:
    """The verb as written: joined verbs whole («رد کرده و گفته بود»), a split compound by its two ends."""
    last = turn.verbs[-1]
    if last.wide:
        return " ".join(sentence.said(*part) for part in last.parts)
    wide = turn.verbs[0].wide or any(b.first - a.after > 1 for a, b in zip(turn.verbs, turn.verbs[1:], strict=False))
    return sentence.said(last.first if wide else turn.first, last.after)


def told_end(
    marks: Sequence[Mark], owner: Owner, turn: Turn, following: Turn | None, is_actor: Callable[[int, int], bool]
) -> int:
    """Where what is told ends: before the next clause that is not told, or that has another one who acts."""
    end = following.clause.start if following and following.clause.start > turn.after else len(marks)
    if turn.after < len(marks) and marks[turn.after].kind == "colon":
        return end
    for i in range(turn.after, end):
        clause = owner[i]
        if clause is None or i != clause.start:
            continue
        if clause.kind == "main" or _is_others(marks, clause, end, is_actor):
            return i
    return end


def _is_others(marks: Sequence[Mark], clause: Clause, end: int, is_actor: Callable[[int, int], bool]) -> bool:
    """A clause joined to what is told by «ولی …», or by «و … نیز», with a subject of its own; or one whose verb is
    singular after a plural: «دعوت کرد … تولید کنند و خواهان … شد».
    """
    if clause.kind == "embedded" or clause.before is None:
        return False
    if not is_actor(clause.start, end):
        return _is_plural(marks, clause.before) and clause.done > 0 and not _is_plural(marks, clause)
    against = marks[clause.start - 1].fold in AGAINST
    return against or any(mark.fold in ALSO for mark in marks[clause.start : min(clause.start + 6, end)])


def _is_plural(marks: Sequence[Mark], clause: Clause) -> bool:
    return clause.done > 0 and is_plural(marks[clause.done - 1].fold)


def said(marks: Sequence[Mark], owner: Owner, turn: Turn, begin: int, until: int) -> tuple[int, int]:
    """Marks of what is said: after the verb, before a verb that ends its clause, or both around joined verbs."""
    after = turn.after
    leads = ("که", "تا") if turn.verbs[-1].verb.needs else ("که",)
    while after < until and (marks[after].kind in ("colon", "comma") or marks[after].fold in leads):
        after += 1
    end = trimmed(marks, after, until)
    if end - after < 2:
        return _object(marks, owner, turn, begin), turn.after
    if len(turn.verbs) > 1 or _has_object(marks, owner, turn, begin):
        return (turn.first if turn.verbs[0].wide else _object(marks, owner, turn, begin)), end
    return after, end


def _has_object(marks: Sequence[Mark], owner: Owner, turn: Turn, begin: int) -> bool:
    """Does an object stand before the verb: «تورم را ۳۲ درصد اعلام کرد که …»?"""
    return any(marks[i].fold == "را" and owner[i] is turn.clause for i in range(begin, turn.first))


def _object(marks: Sequence[Mark], owner: Owner, turn: Turn, begin: int) -> int:
    """Where the object of a clause-final verb begins: after the subject, «که …» after it, and the last semicolon."""
    last = max((i for i in range(begin, turn.first) if marks[i].kind == "semicolon"), default=begin - 1)
    at = last + 1
    while at < turn.first and _leads(marks, owner, turn, at):
        at += 1
    return at


def _leads(marks: Sequence[Mark], owner: Owner, turn: Turn, at: int) -> bool:
    mark = marks[at]
    beside = owner[at] is not turn.clause and owner[at] is not None and at > 0
    return mark.kind in ("comma", "close", "semicolon") or mark.fold in (*ALSO, "که", "و") or beside


def trimmed(marks: Sequence[Mark], after: int, until: int) -> int:
    """`until` without the «و» and marks that lead to the next statement or end the sentence."""
    while until > after and (
        marks[until - 1].fold in ("و", "همچنین", *AGAINST) or marks[until - 1].kind in ("semicolon", "comma", "stop")
    ):
        until -= 1
    return until


def quotes_clause(marks: Sequence[Mark], begin: int, end: int) -> bool:
    """Is what is said given in quotation marks from its first word?"""
    if begin >= end or marks[begin].kind != "open":
        return False
    close = next((i for i in range(begin + 1, end) if marks[i].kind == "close"), end)
    return close - begin - 1 >= QUOTED_CLAUSE


def made(
    sentence: Sentence,
    speaker: Speaker,
    verb: str,
    stance: Stance,
    marks: tuple[int, int],
    *,
    direct: bool,
) -> Statement:
    """The statement whose words stand at these marks."""
    start, end = sentence.span(*marks)
    return Statement(speaker.name, speaker.title, verb, stance, sentence.field, start, end, direct)
