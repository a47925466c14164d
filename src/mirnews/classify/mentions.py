"""mentions: takes the texts of an article and who speaks in it, returns the people, places and organisations it names.

    marks ─▶ places ─▶ organisations ─▶ persons ─▶ the same name again, surnames alone ─▶ Mention

Precision before recall: a word that may be something else is left out. Time is linear in the text; of a body the first
LONGEST characters are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mirnews.classify.lexicon import lexicon
from mirnews.classify.marks import Mark, Phrases, phrases, read_marks
from mirnews.classify.organisations import Body, bodies_of
from mirnews.classify.persons import Person, persons_of
from mirnews.classify.places import Found, places_of
from mirnews.classify.roles import RoleReader
from mirnews.model import Evidence, Mention, Statement
from mirnews.outlets import folded

LONGEST = 40_000  # characters of a field; the longest newspaper essays are shorter
BACK = " این کشور"  # points back to a country named before, so it is no part of the role
MOST = 300  # different names of one article


@dataclass(slots=True)
class Text:
    """One field with its marks and what was found in it."""

    field: str
    text: str
    marks: list[Mark]
    places: list[Found]
    bodies: list[Body]
    persons: list[Person]


@dataclass(slots=True)
class Named:
    """What is gathered under one name: its spans by field and place, the first role seen."""

    mention: Mention
    spans: list[Evidence] = field(default_factory=list)
    role: str | None = None


def mentions_of(
    *, title: str | None, lead: str | None, body: str | None, statements: Sequence[Statement] = ()
) -> tuple[Mention, ...]:
    """Everybody and everything named, in order of first appearance. Spans are offsets into these texts."""
    texts = _read((("title", title), ("lead", lead), ("body", body)))
    names = _full_names(texts, statements)
    gathered: dict[tuple[str, str], Named] = {}
    for text in texts:
        for mention, first, after, role in sorted(_all(text, names), key=lambda one: (one[1], -one[2])):
            key = (mention.kind, mention.id or folded(mention.name))
            if len(gathered) >= MOST and key not in gathered:
                continue
            named = gathered.setdefault(key, Named(mention))
            written = _slice(text, first, after)
            start = text.marks[first].start
            named.spans.append(Evidence(text.field, start, start + len(written), written))
            named.role = named.role or role
    said = {names.whole(one.name): one.title for one in reversed(statements) if one.name and one.title}
    return tuple(
        Mention(n.mention.kind, n.mention.name, tuple(n.spans), _role(n, said), n.mention.id) for n in gathered.values()
    )


def _role(named: Named, said: dict[str | None, str]) -> str | None:
    return named.role or said.get(named.mention.name) if named.mention.kind == "person" else None


def _read(fields: Iterable[tuple[str, str | None]]) -> list[Text]:
    """Each field with its places, bodies and persons; a known person hides the place in the name («رابرت مالی»)."""
    marks = [(name, text, read_marks(text, longest=LONGEST)) for name, text in fields if text]
    found = places_of([one for _, _, one in marks])
    out = []
    for (name, text, one), places in zip(marks, found, strict=True):
        places = [place for place in places if not _is_surname(one, place)]
        bodies = bodies_of(one, places)
        ends = {p.first: p.after for p in places}
        ends |= {b.first: b.after for b in bodies}
        persons = persons_of(RoleReader(one, ends))
        out.append(Text(name, text, one, places, bodies, persons))
    return out


def _is_surname(marks: Sequence[Mark], place: Found) -> bool:
    """«ادریس دبی», «جک لندن»: a place of one word straight after a first name that another word does not follow on."""
    one = place.after - place.first == 1
    return one and place.first > 0 and marks[place.first - 1].fold in lexicon().given


# ---- who is who


@dataclass(frozen=True, slots=True)
class Names:
    """Whole names by their folded forms, surnames alone among them; `again` finds them in a text."""

    forms: dict[str, str]
    again: Phrases[str]

    def whole(self, name: str) -> str | None:
        """The whole name of a form, None for one that is nobody here."""
        return self.forms.get(folded(name))


def _full_names(texts: Sequence[Text], statements: Sequence[Statement]) -> Names:
    """Every person's names: as found, as the speakers of statements, and surnames that belong to one person only."""
    found = [(_as_written(text, one), one.name) for text in texts for one in text.persons]
    found += [(one.name, None) for one in statements if one.name and _is_person(one)]
    words = lexicon()
    forms: dict[str, str] = {}
    surnames: dict[str, set[str]] = {}
    firsts: dict[str, set[str]] = {}
    for written, known in sorted(found, key=lambda pair: -len(pair[0].split())):
        longer = next(iter(surnames.get(folded(written)) or firsts.get(folded(written)) or ()), None)
        whole = known or forms.get(folded(written)) or longer or written
        forms.setdefault(folded(written), whole)
        last = folded(whole.split()[-1])
        if len(whole.split()) > 1:
            surnames.setdefault(last, set()).add(whole)
            firsts.setdefault(folded(whole.split()[0]), set()).add(whole)
    for last, wholes in surnames.items():
        if len(wholes) == 1 and len(last) > 2 and last not in words.common and last not in words.stops:
            forms.setdefault(last, next(iter(wholes)))
    return Names(forms, phrases(forms))


def _as_written(text: Text, person: Person) -> str:
    return " ".join(mark.text for mark in text.marks[person.first : person.after])


def _is_person(one: Statement) -> bool:
    """Does a speaker's name look like a person's: no body, no place, and a title or two words?"""
    marks = read_marks(one.name or "")
    words = [mark for mark in marks if not mark.kind]
    if not words or len(words) > 5 or places_of([marks])[0] or bodies_of(marks, []):
        return False
    reader = RoleReader(marks, {})
    ordinary = not all(reader.may_name(i) for i in range(len(marks)))
    return not ordinary and bool(one.title or len(words) > 1)


# ---- all of one text


def _all(text: Text, names: Names) -> Iterator[tuple[Mention, int, int, str | None]]:
    """Every name of one text with its marks and role."""
    people = list(_people(text, names))
    taken = {i for _, first, after, _ in people for i in range(first, after)}
    yield from people
    closed: set[int] = set()
    for body in text.bodies:
        inside = range(body.first, body.after)
        if taken.isdisjoint(inside):
            name = body.name or " ".join(_slice(text, body.first, body.after).split())
            yield Mention("organisation", name, (), id=body.id), body.first, body.after, None
            closed |= set() if body.open else set(inside)
    for place in text.places:
        if (taken | closed).isdisjoint(range(place.first, place.after)):
            yield Mention("place", place.place.name, (), id=place.place.id), place.first, place.after, None


def _people(text: Text, names: Names) -> Iterator[tuple[Mention, int, int, str | None]]:
    """The persons found, and between them the same names and surnames once more."""
    held = {one.first: one for one in text.persons}
    hidden = {i for body in text.bodies for i in range(body.first, body.after)}
    at = 0
    while at < len(text.marks):
        one = held.get(at)
        again = None if one or at in hidden else _again(text, names, at)
        if one:
            whole = one.name or names.whole(_as_written(text, one)) or _as_written(text, one)
            yield Mention("person", whole, ()), at, one.after, _role_text(text, one)
            at = one.after
        elif again:
            yield Mention("person", again[0], ()), at, again[1], None
            at = again[1]
        else:
            at += 1


def _again(text: Text, names: Names, at: int) -> tuple[str, int] | None:
    """A name found elsewhere, unless another first name or the word for a thing stands before it."""
    found = names.again.longest(text.marks, at)
    before = text.marks[at - 1].fold if at else ""
    words = lexicon()
    return None if found is None or before in words.given or before in words.name_heads else found


def _role_text(text: Text, one: Person) -> str | None:
    if one.role is None:
        return None
    return _slice(text, *one.role).removesuffix(BACK)


def _slice(text: Text, first: int, after: int) -> str:
    """The text of marks first..after as written."""
    return text.text[text.marks[first].start : text.marks[after - 1].end]
