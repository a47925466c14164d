"""persons: who is named in a text and with which role: by known names, first names, titles, commas and quotes.

In Persian news «…» marks a name at least as often as a quotation, so what stands in quotes beside a title is a name.
A single unknown word is never a person by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mirnews.classify.organisations import closing
from mirnews.classify.roles import LONGEST_NAME, RoleReader

QUOTED = 4  # words of a name in quotes


@dataclass(frozen=True, slots=True)
class Person:
    """A person named at marks `first..after`; `role` are the marks of the role. `name` is set for a known figure."""

    first: int
    after: int
    role: tuple[int, int] | None = None
    name: str | None = None


def persons_of(reader: RoleReader) -> list[Person]:
    """The persons in one text, left to right, not overlapping; of two readings of a name the one with a role."""
    best: dict[int, Person] = {}
    for person in _all(reader):
        old = best.get(person.first)
        if old is None or _rank(person) > _rank(old):
            best[person.first] = person
    out: list[Person] = []
    for _, person in sorted(best.items()):
        if out and person.first < out[-1].after:
            if _rank(person) > _rank(out[-1]):
                out[-1] = person
            continue
        out.append(person)
    return out


def _rank(person: Person) -> tuple[int, int]:
    return (person.role is not None) * 2 + (person.name is not None), person.after - person.first


def _all(reader: RoleReader) -> Iterator[Person]:
    words = reader.words
    for at, mark in enumerate(reader.marks):
        if mark.kind == "open":
            yield from _quoted(reader, at)
        elif mark.kind == "comma":
            yield from _before_comma(reader, at)
        elif mark.fold in words.known.heads and (known := _known(reader, at)):
            yield known
        elif mark.fold in words.given:
            yield from _by_first_name(reader, at)
        if mark.fold in words.bare_titles.heads:
            yield from _after_bare_title(reader, at)
        if mark.fold in words.titles.heads:
            yield from _after_role(reader, at)


def _known(reader: RoleReader, at: int) -> Person | None:
    """A public figure. A surname after another first name is somebody else."""
    found = reader.words.known.longest(reader.marks, at)
    if found is None or reader.marks[found[1] - 1].text.endswith("*"):
        return None
    before = reader.marks[at - 1].fold if at else ""
    other = found[0].bare and (before in reader.words.given or before in reader.words.name_heads)
    return None if other else _with_role(reader, Person(at, found[1], name=found[0].name))


def _by_first_name(reader: RoleReader, at: int) -> Iterator[Person]:
    """«محمد شاهین»: a first name and one to three words more, not the name of a street or a brigade."""
    before = reader.marks[at - 1].fold if at else ""
    if before in reader.words.given or before in reader.words.name_heads:
        return
    after = reader.name_end(at)
    if 2 <= after - at <= LONGEST_NAME:
        yield _with_role(reader, Person(at, after))


def _after_bare_title(reader: RoleReader, at: int) -> Iterator[Person]:
    """«سردار X Y», «دکتر X»; after a head of state only two words or more, one may be anything («رئیس جمهور مصمم»)."""
    words = reader.words
    start = words.bare_titles.end(reader.marks, at)
    after = reader.name_end(start) if start > at else start
    length = after - start
    is_head = words.titles.end(reader.marks, at) == start
    if not (1 + is_head) <= length <= LONGEST_NAME or not reader.ends_name(after):
        return
    if reader.marks[start].fold in words.given or not is_head:
        person = _with_role(reader, Person(start, after))
        own = None if reader.marks[at].fold in words.honorifics else (at, start)
        yield person if person.role else Person(start, after, own)


def _after_role(reader: RoleReader, at: int) -> Iterator[Person]:
    """«وزیر خارجه فرانسه ژان ایو لودریان», «سخنگوی کاخ، حسین Y،», «وزیر نفت «X»»; not «مدیر مدرسه «X»»."""
    if at and reader.head_end(at - 1) > at:
        return
    end = reader.role_end(at)
    if end == at or not reader.is_complete(at, end):
        return
    start = end + 1 if _is(reader, end, "comma") else end
    if _is(reader, start, "open"):
        close = closing(reader.marks, start, QUOTED)
        of_thing = start == end and reader.marks[end - 1].fold in reader.words.name_heads
        if close and not of_thing and _is_quoted_name(reader, start + 1, close):
            yield Person(start + 1, close, (at, end))
        return
    known = reader.words.known.longest(reader.marks, start)
    after = known[1] if known else reader.name_end(start)
    first = reader.marks[start].fold in reader.words.given if start < len(reader.marks) else False
    least = 1 if known else 2
    if not least <= after - start <= LONGEST_NAME:
        return
    closed = reader.ends_name(after) if start == end else _is(reader, after, "comma")
    if known or ((first or _ends_in_name(reader, end)) and closed):
        yield Person(start, after, (at, end), known[0].name if known else None)


def _ends_in_name(reader: RoleReader, end: int) -> bool:
    """Is the last part of the role a place or a body, so that what follows is no part of it?"""
    return end in reader.closed


def _before_comma(reader: RoleReader, comma: int) -> Iterator[Person]:
    """«X Y، وزیر خارجه Z»: the words before the comma, back to something that is no name."""
    if not reader.head_end(comma + 1) > comma + 1:
        return
    first = comma
    while first and comma - first <= LONGEST_NAME and reader.may_name(first - 1):
        first -= 1
    first = next((i for i in range(first, comma - 1) if reader.marks[i].fold in reader.words.given), first)
    end = reader.whole_role_end(comma + 1)
    length = comma - first
    if not reader.is_complete(comma + 1, end):
        return
    alone = reader.is_bound(first - 1) and _ends_in_name(reader, end) and not reader.marks[comma - 1].text.endswith("*")
    if (1 if alone else 2) <= length <= LONGEST_NAME:
        yield Person(first, comma, (comma + 1, end))


def _quoted(reader: RoleReader, opened: int) -> Iterator[Person]:
    """«X» with a title after it, or with a first name at its start."""
    close = closing(reader.marks, opened, QUOTED)
    if not close or not _is_quoted_name(reader, opened + 1, close):
        return
    person = _with_role(reader, Person(opened + 1, close), quoted=True)
    named = close - opened > 2 and reader.marks[opened + 1].fold in reader.words.given
    before = reader.marks[opened - 1].fold if opened else ""
    if (person.role or named) and before not in reader.words.name_heads:
        yield person


def _is_quoted_name(reader: RoleReader, first: int, after: int) -> bool:
    """No verb, no place or body, and at least one word that no list calls ordinary."""
    inside = range(first, after)
    if any(reader.marks[i].fold in reader.words.verbs or i in reader.taken for i in inside):
        return False
    return any(reader.may_name(i) for i in inside) and not any(reader.is_bound(i) for i in inside)


def _with_role(reader: RoleReader, person: Person, *, quoted: bool = False) -> Person:
    """The person with the role that follows, straight or after a comma, or that stands straight before."""
    after = person.after + quoted
    start = after + 1 if _is(reader, after, "comma") else after
    end = reader.whole_role_end(start)
    if end > start and reader.is_complete(start, end):
        return Person(person.first, person.after, (start, end), person.name)
    before = _role_before(reader, person.first - quoted)
    return Person(person.first, person.after, before, person.name)


def _role_before(reader: RoleReader, first: int) -> tuple[int, int] | None:
    """The role that ends where the name starts: «رئیس جمهوری فرانسه امانوئل مکرون»."""
    for at in range(max(0, first - LONGEST_NAME - 2), first):
        head = reader.head_end(at)
        if head == at or reader.role_end(at) != first or (at and reader.head_end(at - 1) > at):
            continue
        whole = reader.is_complete(at, first) or reader.words.bare_titles.end(reader.marks, at) == first
        return (at, first) if whole else None
    return None


def _is(reader: RoleReader, at: int, kind: str) -> bool:
    return at < len(reader.marks) and reader.marks[at].kind == kind
