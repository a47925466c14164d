"""Reads the name of a source at a word: an outlet, a press office, a post, an unnamed source, a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mirnews.credit.gazetteer import Gazetteer, Named
from mirnews.credit.lex import Mark
from mirnews.credit.lexicon import Cue, Lexicon, lexicon
from mirnews.model import LinkKind, Outlet

LONGEST_QUOTED = 8  # words of a quoted name
LONGEST_UNKNOWN = 4  # words of an outlet that the catalogue does not know
LONGEST_OFFICE = 12  # words of «روابط عمومی سازمان …»
ARABIC_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Name:
    """A name at marks first..after. `this` points back («این خبرگزاری»); `own` is a reporter of the publisher."""

    first: int
    after: int
    kind: LinkKind = "outlet"
    outlet: Outlet | None = None
    this: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class NameReader:
    """Reads names in one run of marks. Every read looks at a bounded number of words."""

    marks: Sequence[Mark]
    gazetteer: Gazetteer
    lexicon: Lexicon

    def after_cue(self, at: int, cue: Cue) -> Name | None:
        """The name that a cue ending at `at` gives, or None."""
        if self.lexicon.reporters.longest(self.marks, at):
            return self._reporter(at, cue)
        name = self.outlet(at, cue) or self._other(at, cue) or self._slip(at, cue) or self._unknown(at, cue)
        return self._bracketed(name) if name else None

    def _bracketed(self, name: Name) -> Name:
        """«خبرگزاری دولتی چین (شینهوا)»: the bracket says which outlet it is."""
        if name.kind != "outlet" or name.outlet or not self._is(name.after, "left"):
            return name
        known = self.known(name.after + 1, words=True)
        return replace(name, outlet=known.outlet) if known and self._is(known.after, "right") else name

    def outlet(self, at: int, cue: Cue) -> Name | None:
        """An outlet of the catalogue, with or without quotes and type noun, or an unknown one with a type noun."""
        if after := self.lexicon.this_outlet.longest(self.marks, at):
            return Name(at, self._over_adjectives(after[1]), this=True)
        return self._quoted(at, cue) or self.known(at, cue.words) or self._typed(at, cue)

    def known(self, at: int, words: bool) -> Name | None:
        """An outlet of the catalogue by its bare name; ordinary words only if `words`."""
        found = self.gazetteer.names.longest(self.marks, at)
        if not found or (found[0].is_word and (not words or self.lexicon.endings.longest(self.marks, found[1]))):
            return None
        return Name(at, found[1], outlet=found[0].outlet)

    def run(self, at: int, most: int, *, joined: bool = False) -> int:
        """The index after the words from `at` up to a stop word, cue, verb or mark; `joined` lets «و» through."""
        i = at
        while i < min(at + most, len(self.marks)) and self.marks[i].is_word and not self._is_bound(i, joined):
            i += 1
        return i - 1 if i > at and self.marks[i - 1].fold == "و" else i

    def _is_bound(self, i: int, joined: bool) -> bool:
        tables = (self.lexicon.stops, self.lexicon.cues, self.lexicon.verbs, self.lexicon.relay_verbs)
        return (self.marks[i].fold == "و" and not joined) or any(table.longest(self.marks, i) for table in tables)

    def _is(self, i: int, kind: str) -> bool:
        return i < len(self.marks) and self.marks[i].kind == kind

    def _over_adjectives(self, at: int) -> int:
        """The index after up to three adjectives: «رسمی», «آمریکایی», any word in -ی that is no name itself."""
        for _ in range(3):
            after = self.lexicon.adjectives.end(self.marks, at)
            if after == at and self._is(at, "word") and not self.gazetteer.names.longest(self.marks, at):
                ends = self.marks[at].fold.endswith("ی") and not self.lexicon.stops.longest(self.marks, at)
                after = at + 1 if ends else at
            if after == at:
                break
            at = after
        return at

    def _quoted(self, at: int, cue: Cue) -> Name | None:
        """«ورزش سه» or "ورزش سه" in quotes: an outlet if it is known, or if the cue takes unknown ones."""
        if not self._is(at, "open"):
            return None
        reach = self.marks[at + 1 : at + 2 + LONGEST_QUOTED]
        close = next((i for i, mark in enumerate(reach, at + 1) if mark.kind == "close"), 0)
        if close <= at + 1:
            return None
        known = self.gazetteer.names.longest(self.marks, at + 1)
        if known and known[1] == close:
            return Name(at + 1, close, outlet=known[0].outlet)
        inside = "".join(mark.fold for mark in self.marks[at + 1 : close])
        outlet = self.gazetteer.catalogue.by_name(inside)
        if outlet:
            return Name(at + 1, close, outlet=outlet)
        is_person = bool(self.lexicon.titles.longest(self.marks, close + 1))
        if not cue.unknown or (is_person and "person" not in cue.allow):
            return None
        return Name(at + 1, close, kind="person" if is_person else "outlet")

    def _typed(self, at: int, cue: Cue) -> Name | None:
        """Type noun, adjectives, name: «شبکه آمریکایی سی ان ان», «روزنامه کویتی القبس»."""
        tables = (self.lexicon.social, self.lexicon.press_office, self.lexicon.sources)
        noun = self.lexicon.type_nouns.longest(self.marks, at)
        if not noun or any(table.longest(self.marks, at) for table in tables):
            return None
        kinds, start = noun
        for i in (start, self._over_adjectives(start)):
            if self._is(i, "open") and (quoted := self._quoted(i, cue)):
                return Name(at, quoted.after + 1, outlet=quoted.outlet)
            if found := self._of_kind(i, kinds):
                return Name(at, found[1], outlet=found[0].outlet)
        return self._typed_slip(at, start) or self._typed_unknown(at, start, cue)

    def _of_kind(self, at: int, kinds: tuple[str, ...]) -> tuple[Named, int] | None:
        found = self.gazetteer.names.longest(self.marks, at)
        fits = found and (not found[0].is_word or found[0].outlet.kind.startswith(kinds))
        return found if fits else None

    def _typed_slip(self, at: int, start: int) -> Name | None:
        found = self.gazetteer.near(self.marks, start)
        return Name(at, found[1], outlet=found[0].outlet) if found else None

    def _typed_unknown(self, at: int, start: int, cue: Cue) -> Name | None:
        after = self.run(start, LONGEST_UNKNOWN)
        return Name(at, after) if cue.unknown and after > start else None

    def _slip(self, at: int, cue: Cue) -> Name | None:
        found = self.gazetteer.near(self.marks, at) if cue.words else None
        return Name(at, found[1], outlet=found[0].outlet) if found else None

    def _unknown(self, at: int, cue: Cue) -> Name | None:
        """An unknown outlet whose form shows what it is: «وورلد تریبیون», «القبس»."""
        after = self.run(at, 3) if cue.unknown else at
        shown = any(self.lexicon.endings.end(self.marks, i) == after for i in range(at, after))
        arabic = after == at + 1 and self.marks[at].fold.startswith(ARABIC_ARTICLE) and len(self.marks[at].fold) > 4
        return Name(at, after) if shown or arabic else None

    def _reporter(self, at: int, cue: Cue) -> Name:
        """«خبرنگار پارلمانی ایسنا»: the first outlet within reach; none there is the publisher's own reporter."""
        for i in range(at + 1, min(at + self.lexicon.reach, len(self.marks))):
            if not (self._is(i, "word") or self._is(i, "open")) or self.lexicon.cues.longest(self.marks, i):
                break
            name = self.outlet(i, cue)
            if name and (name.outlet is None or not self._goes_on(name)):
                return name
        return Name(at, at + 1, own=True)

    def _goes_on(self, name: Name) -> bool:
        """Is an ordinary word followed by more of a longer name? Then it was not the outlet."""
        is_word = name.outlet is not None and name.after - name.first == 1
        is_word = is_word and self.gazetteer.names.entries[self.marks[name.first].fold].is_word if is_word else False
        return is_word and self.run(name.after, 1) > name.after

    def _other(self, at: int, cue: Cue) -> Name | None:
        """What is no outlet: the kinds that the cue allows, each by its head word."""
        readers = (self._unnamed, self._office, self._post, self._statement, self._institution, self._person)
        return next((name for read in readers if (name := read(at, cue))), None)

    def _office(self, at: int, cue: Cue) -> Name | None:
        return self._headed(at, self.lexicon.press_office.end(self.marks, at), "press_office", cue)

    def _post(self, at: int, cue: Cue) -> Name | None:
        return self._headed(at, self.lexicon.social.end(self.marks, at), "social", cue)

    def _statement(self, at: int, cue: Cue) -> Name | None:
        return self._headed(at, self.lexicon.statement.end(self.marks, at), "statement", cue)

    def _headed(self, at: int, start: int, kind: LinkKind, cue: Cue) -> Name | None:
        if start == at or kind not in cue.allow:
            return None
        return Name(at, max(start, self.run(start, LONGEST_OFFICE, joined=True)), kind=kind)

    def _institution(self, at: int, cue: Cue) -> Name | None:
        """«به نقل از وزارت بهداشت», «بر اساس اعلام وزارت بهداشت»: its press office, or its statement."""
        if not self.lexicon.bodies.longest(self.marks, at) or not cue.allow & {"institution", "institution_statement"}:
            return None
        kind: LinkKind = "statement" if "institution_statement" in cue.allow else "press_office"
        return Name(at, self.run(at, LONGEST_OFFICE, joined=True), kind=kind)

    def _unnamed(self, at: int, cue: Cue) -> Name | None:
        """«یک منبع آگاه», «منابع نزدیک به دولت», «رسانه های روسی»; people only where the cue allows people."""
        name = self.unnamed(at, people="unnamed" in cue.allow)
        return name if cue.allow & {"unnamed", "unnamed_source"} else None

    def unnamed(self, at: int, *, people: bool) -> Name | None:
        """An unnamed source at `at`, or None."""
        head = self.lexicon.openers.end(self.marks, at)
        after = self.lexicon.sources.end(self.marks, head)
        if after == head and people:
            after = self.lexicon.people.end(self.marks, head)
        if after == head:
            return None
        for i in range(after, self.run(after, LONGEST_UNKNOWN) + 1):
            joined = self.lexicon.joins.end(self.marks, i)
            if joined > i and (end := self.run(joined, LONGEST_UNKNOWN)) > joined:
                return Name(at, end, kind="unnamed")
        return Name(at, self.run(after, LONGEST_UNKNOWN), kind="unnamed")

    def _person(self, at: int, cue: Cue) -> Name | None:
        """A title, an honorific, or two to four words that are no known thing: a person."""
        if "person" not in cue.allow:
            return None
        after = self.run(at, LONGEST_OFFICE)
        titled = any(table.longest(self.marks, at) for table in (self.lexicon.titles, self.lexicon.honorifics))
        words = after - at
        shown = any(self.lexicon.endings.end(self.marks, i) == after for i in range(at, after))
        return Name(at, after, kind="person") if (titled and words > 1) or (2 <= words <= 4 and not shown) else None


def name_reader(marks: Sequence[Mark], gazetteer: Gazetteer) -> NameReader:
    """A reader of names over these marks."""
    return NameReader(marks, gazetteer, lexicon())
