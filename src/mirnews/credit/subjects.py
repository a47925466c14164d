"""Reads the one who speaks: a name with or without a title, a body, a country, a pronoun, people without a name.

A noun phrase is read whole or not at all; a thing («بحران», «نام این شرکت») is no subject.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mirnews.credit.lex import Mark, Sentence
from mirnews.credit.lexicon import Lexicon, lexicon
from mirnews.credit.nouns import Nouns

CONNECTORS = 6  # connectors and marks passed over before a speaker
LONGEST_QUOTED = 8  # words within quotes that may be a name

# person: one human; people: several or unnamed; body: an institution; place: a country for its government
SubjectKind = Literal["person", "people", "body", "place"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, as spans of marks; `after` is the index after all of it. `back` points to an earlier speaker."""

    after: int
    name: tuple[int, int] | None = None
    title: tuple[int, int] | None = None
    back: bool = False
    kind: SubjectKind = "person"

    @property
    def body(self) -> bool:
        """Is it an institution or a country?"""
        return self.kind in ("body", "place")

    @property
    def is_weak(self) -> bool:
        """Is it a country or one bare word, which counts as a subject only where a clause starts?"""
        bare = self.title is None and self.name is not None and self.name[1] - self.name[0] == 1
        return not self.back and (self.kind == "place" or (self.kind == "person" and bare))


@dataclass(frozen=True, slots=True)
class SubjectReader:
    """Reads subjects in the marks of one sentence; every read looks at a bounded number of words.

    `nouns` says where phrases end, and which names of people the text gives elsewhere.
    """

    marks: Sequence[Mark]
    lexicon: Lexicon
    nouns: Nouns

    def at(self, at: int, until: int) -> Subject | None:
        """The subject that starts at `at` and ends before `until`, or None."""
        if at >= until:
            return None
        if self.marks[at].kind == "open":
            return self._quoted(at, until)
        if not self.marks[at].is_word or not self.marks[at].fold.isalpha():
            return None
        readers = (
            self._pointing_back,
            self._honoured,
            self._people,
            self._titled,
            self._body,
            self._place,
            self._named,
        )
        subject = next((found for read in readers if (found := read(at, until))), None)
        return subject if subject and subject.after <= until else None

    def skip_connectors(self, at: int, until: int) -> int:
        """The index after «این در حالی است که», «همزمان،» and the like."""
        for _ in range(CONNECTORS):
            if at >= until:
                break
            after = self.lexicon.connectors.end(self.marks, at)
            if after == at and self._also_there(at, until):
                after = at + 3
            if after == at and self.marks[at].kind in ("comma", "dash", "stop", "close", "semicolon"):
                after = at + 1
            if after == at:
                break
            at = after
        return min(at, until)

    def _also_there(self, at: int, until: int) -> bool:
        """«در توکیو نیز», «در پاریس هم» before the speaker."""
        return at + 3 < until and self.marks[at].fold == "در" and self.marks[at + 2].fold in ("نیز", "هم")

    def straight_before(self, first: int, verb: int) -> Subject | None:
        """Somebody with a title, a body or a pronoun straight before the verb: «در این نشست وزیر خارجه گفت»."""
        lex = self.lexicon
        tables = (lex.titles, lex.bodies, lex.anonymous, lex.pronouns, lex.this_person, lex.this_body)
        for i in range(max(first, verb - 8), verb):
            if any(table.longest(self.marks, i) for table in tables):
                subject = None if i > first and self._depends(i - 1) else self.at(i, verb)
                return subject if subject and subject.after == verb else None
        return None

    def _depends(self, before: int) -> bool:
        """Is what follows a part of the phrase of the word before: «با وزیر خارجه», «دفتر وزیر»?"""
        if not self.marks[before].is_word or self.lexicon.time_ends.longest(self.marks, before):
            return False
        return before == 0 or self.marks[before - 1].fold not in ("این", "آن", "همین", "همان")

    def _pointing_back(self, at: int, _until: int) -> Subject | None:
        """«وی», «این مقام آمریکایی», «این کمیسیون»."""
        after = self.lexicon.pronouns.end(self.marks, at)
        if after > at:
            return Subject(after, back=True)
        after = self.lexicon.this_person.end(self.marks, at)
        if after > at:
            after = self.nouns.over_places(after)
            return Subject(after, title=(at, after), back=True)
        after = self.lexicon.this_body.end(self.marks, at)
        return Subject(after, title=(at, after), back=True, kind="body") if after > at else None

    def _honoured(self, at: int, until: int) -> Subject | None:
        """«آقای آبتین»."""
        start = self.lexicon.honorifics.end(self.marks, at)
        after = self.nouns.name_end(start, until, honoured=True) if start > at else at
        return self._with_title(Subject(after, (start, after)), until) if after > start > at else None

    def _people(self, at: int, until: int) -> Subject | None:
        """«برخی منابع», «یک عضو شورا», «معترضان», «چهار حزب سیاسی»."""
        head = self.nouns.people_head(at)
        after = self.nouns.phrase_end(at, head, until) if head > at else at
        one = head > at and self.marks[at].fold in ("یک", "یکی", "منبعی", "مقامی")
        return Subject(after, None, (at, after), kind="person" if one else "people") if after > at else None

    def _titled(self, at: int, until: int) -> Subject | None:
        """«وزیر خارجه آمریکا آنتونی بلینکن», «رئیس جمهور پزشکیان», «سخنگوی X، حسین Y،», «سخنگوی X «حسین Y»»."""
        bare = self.lexicon.bare_titles.end(self.marks, at)
        surname = self.nouns.name_end(bare, until) if bare > at else at
        if surname > bare > at:
            return Subject(surname, (bare, surname), (at, bare))
        start = self.lexicon.titles.end(self.marks, at)
        relational = self.nouns.has(self.lexicon.relational, at)
        after = self.nouns.phrase_end(at, start, until, quotes=relational) if start > at else at
        if after == at:
            return None
        if relational:
            return None if self._explained(after, until) else Subject(after, None, (at, after))
        name = self.nouns.name_end(after, until)
        if name > after + 1 and self.nouns.is_place_end(after):
            return Subject(name, (after, name), (at, after))
        return self._with_name(Subject(after, None, (at, after)), until)

    def _explained(self, at: int, until: int) -> bool:
        """Does a title follow that belongs to the other one: «وکیل X، شهردار پیشین، …»?"""
        start = at + 1 if at < until and self.marks[at].kind == "comma" else at
        return start < until and self.nouns.has(self.lexicon.titles, start)

    def _with_name(self, subject: Subject, until: int) -> Subject:
        """The name that quotes or commas add to a title."""
        at = subject.after
        start = at + 1 if at < until and self.marks[at].kind == "comma" else at
        if start < until and self.marks[start].kind == "open":
            close = self._close(start, until)
            alone = close and self.nouns.is_name(start + 1, close)
            return replace(subject, name=(start + 1, close), after=close + 1) if alone else subject
        after = self.nouns.name_end(start, until) if start > at else at
        closed = after < len(self.marks) and self.marks[after].kind in ("comma", "close")
        return replace(subject, name=(start, after), after=after) if after > start + 1 and closed else subject

    def _with_title(self, subject: Subject, until: int) -> Subject:
        """The title after a name: «حسین X وزیر Y», «حسین X، وزیر Y،»."""
        at = subject.after
        start = at + 1 if at < until and self.marks[at].kind == "comma" else at
        head = self.lexicon.titles.end(self.marks, start) if start < until else start
        if head == start:
            return subject
        after = self.nouns.phrase_end(start, head, until)
        return replace(subject, title=(start, after), after=after) if after > start else subject

    def _body(self, at: int, until: int) -> Subject | None:
        head = self.lexicon.bodies.end(self.marks, at)
        after = self.nouns.phrase_end(at, head, until, quotes=True) if head > at else at
        if after == head and head == at + 1 and not self.lexicon.whole_bodies.longest(self.marks, at):
            return None
        return Subject(after, (at, after), kind="body") if after > at else None

    def _place(self, at: int, until: int) -> Subject | None:
        """«پکن», «فرانسه و آلمان»: only where the phrase surely ends with it."""
        after = self.lexicon.places.end(self.marks, at)
        if after == at or self.lexicon.no_places.end(self.marks, at) == after:
            return None
        while after + 1 < until and self.marks[after].fold == "و":
            further = self.lexicon.places.end(self.marks, after + 1)
            if further == after + 1:
                break
            after = further
        return Subject(after, (at, after), kind="place") if self.nouns.ends_surely(after, until) else None

    def _named(self, at: int, until: int) -> Subject | None:
        """A bare name, with its title if one follows."""
        after = self.nouns.name_end(at, until)
        return self._with_title(Subject(after, (at, after)), until) if after > at else None

    def _quoted(self, at: int, until: int) -> Subject | None:
        """«عبدولاوی دیوپ» وزیر خارجه کشور مالی: the name in quotes, then the title; without one only a known name, or
        one of two words straight before the verb.
        """
        close = self._close(at, until)
        if not close:
            return None
        subject = self._with_title(Subject(close + 1, (at + 1, close)), until)
        if subject.title or self.nouns.is_known(at + 1, close):
            return subject
        if company := self._appositive_body(close + 1, until):
            return replace(subject, title=(close + 2, company), after=company, kind="body")
        straight = close + 1 == until and close > at + 2 and self.nouns.is_name(at + 1, close)
        return subject if straight else None

    def _appositive_body(self, comma: int, until: int) -> int:
        """After «بینتر»، شرکت هوایی محلی، the index after the body, or 0."""
        if comma >= until or self.marks[comma].kind != "comma":
            return 0
        body = self._body(comma + 1, until)
        return body.after if body and body.after < until and self.marks[body.after].kind == "comma" else 0

    def _close(self, at: int, until: int) -> int:
        reach = range(at + 2, min(at + 2 + LONGEST_QUOTED, until))
        return next((i for i in reach if self.marks[i].kind == "close"), 0)


def subject_reader(sentence: Sentence, known: Collection[str] = ()) -> SubjectReader:
    """A reader of subjects over one sentence; `known` are folded names of people in the text."""
    return SubjectReader(sentence.marks, lexicon(), Nouns(sentence.marks, lexicon(), known))
