"""Where names, titles and bodies end: a phrase is bounded by words that cannot be part of it, or it is not read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from mirnews.credit.clauses import finite, is_participle
from mirnews.credit.lex import Mark
from mirnews.credit.lexicon import Lexicon
from mirnews.credit.phrases import Phrases
from mirnews.outlets import folded
from mirnews.persian.lexicon import adjectives, silent_heh

LONGEST = 14  # words of a title or body
LONGEST_NAME = 4  # words of a person's name
BOUNDS = ("comma", "semicolon", "colon", "stop")
PLURALS = ("ها", "های", "هایی")
SUPERLATIVE = "ترین"
SUPERLATIVE_OF = ("بالا", "مهم", "بزرگ", "پایین", "برجسته", "بلندپایه")  # adjectives of «بالاترین مقام»
ATTACHING = ("در", "به", "از", "با", "بر")  # prepositions that often stand inside an object
OF_MANY = ("های", "اعضای")  # «نهادهای حقوق بشری», «اعضای شورا»: any word may follow
INFINITIVES = ("شدن", "کردن", "ماندن", "دادن", "بودن", "گرفتن")
ADJECTIVES = frozenset(map(folded, adjectives()))
COMMON = ADJECTIVES | frozenset(map(folded, silent_heh()))  # words of the language that are no names


@dataclass(frozen=True, slots=True)
class Nouns:
    """Reads noun phrases in one run of marks. `known` are folded names of people in the text."""

    marks: Sequence[Mark]
    lexicon: Lexicon
    known: Collection[str] = ()

    def has(self, table: Phrases[bool], at: int) -> bool:
        """Does a phrase of the table start at `at`?"""
        return table.longest(self.marks, at) is not None

    def is_known(self, at: int, after: int) -> bool:
        """Are these words the name of somebody whom the text names elsewhere?"""
        words = self.marks[at:after]
        return all(mark.is_word for mark in words) and "".join(mark.fold for mark in words) in self.known

    def is_name(self, at: int, after: int) -> bool:
        """May all of these words be a person's name?"""
        return after > at and all(self._may_name(i) for i in range(at, after))

    def name_end(self, at: int, until: int, *, honoured: bool = False) -> int:
        """The index after the person's name at `at`, or `at`: the longest known one, else words up to a sure end.

        After an honorific a common word is a name too: «آقای ظریف».
        """
        reach = min(at + LONGEST_NAME + 1, until)
        whole = range(reach, at, -1)
        if known := next((i for i in whole if self.is_known(at, i)), 0):
            return known
        i = at
        while i < reach and self._may_name(i, common=honoured):
            i += 1
        if i == at or i - at > LONGEST_NAME or (i < len(self.marks) and self.marks[i].fold in ("را", "و")):
            return at
        return at if i < until and self._continues_name(at, i) else i

    def _continues_name(self, at: int, after: int) -> bool:
        """Does what follows show that these words were no whole name: «مسوول روابط عمومی», «شاخص بازار»?"""
        mark, lex = self.marks[after], self.lexicon
        if not mark.is_word:
            return mark.kind == "open"
        if any(self.has(table, after) for table in (lex.bodies, lex.places, lex.numbers)) or self._is_people(after):
            return True
        return after - at == 1 and (self.has(lex.things, after) or mark.linked) and not self._stops(after)

    def _may_name(self, i: int, *, common: bool = False) -> bool:
        mark = self.marks[i]
        if not mark.is_word or mark.linked or not mark.fold.isalpha() or (mark.fold in COMMON and not common):
            return False
        if len(mark.fold) < 2 or mark.fold.endswith(PLURALS) or mark.fold.removesuffix(SUPERLATIVE) in SUPERLATIVE_OF:
            return False
        lex = self.lexicon
        tables: tuple[Phrases[Any], ...] = (
            lex.stops,
            lex.things,
            lex.titles,
            lex.bodies,
            lex.anonymous,
            lex.connectors,
        )
        tables += (
            lex.cues,
            lex.verbs,
            lex.places,
            lex.honorifics,
            lex.pronouns,
            lex.prepositions,
            lex.numbers,
            lex.people,
        )
        if any(table.longest(self.marks, i) for table in tables) or self._is_people(i):
            return False
        return not finite(self.marks, i, lex) and not self._is_indefinite(mark.fold)

    def _is_indefinite(self, fold: str) -> bool:
        """«دادگاهی», «پلی»: a thing or body with the yeh of «a»."""
        bare = fold.removesuffix("ی")
        tables = (self.lexicon.things, self.lexicon.bodies)
        return bare != fold and any(bare in table.entries for table in tables)

    def _is_people(self, i: int) -> bool:
        return self.marks[i].fold.endswith(self.lexicon.people_endings)

    def people_head(self, at: int) -> int:
        """The index after the word for people at `at` with what counts it, or `at`."""
        lex = self.lexicon
        if self._is_people(at):
            return at + 1
        if after := lex.numbers.end(self.marks, at) - at:
            head = lex.counted.end(self.marks, at + after)
            return head if head > at + after else at
        after = lex.anonymous.end(self.marks, at)
        if after == at or lex.counting.end(self.marks, at) != after:
            return after
        if self.marks[after - 1].fold.endswith(OF_MANY):
            return after if after < len(self.marks) and self.marks[after].is_word and not self._stops(after) else at
        if after < len(self.marks) and self.marks[after].is_word:
            tables = (lex.titles, lex.bodies, lex.counted, lex.sources, lex.people, lex.anonymous)
            end = max(table.end(self.marks, after) for table in tables)
            return end if end > after else after + 1 if self._is_people(after) else at
        return after

    def phrase_end(self, at: int, head: int, until: int, *, quotes: bool = False) -> int:
        """The index after the title, people or body whose head is at..head, or `at` where its end is not sure."""
        i = head
        while i < min(at + LONGEST, until):
            if (quotes or self._names_body(i - 1)) and self.marks[i].kind == "open":
                close = next((k for k in range(i, min(i + 8, until)) if self.marks[k].kind == "close"), 0)
                return close + 1 if close else at
            if (inner := max(self.lexicon.inner.end(self.marks, i), self._inner_ended(i))) > i:
                i = inner
                continue
            if self.marks[i].is_word and finite(self.marks, i, self.lexicon):
                return at  # «کمیسیون راه بودجه داد»: the word before may belong to the verb
            if self._lists(i, until):
                i += 1
                continue
            if self._says_where(at, i):
                i += 1
                continue
            own = quotes and self._is_noun_stop(i) and (i == head or self._of_place(i))
            own = own and not self.has(self.lexicon.whole_bodies, at)
            if not self.marks[i].is_word or (self._stops(i) and not own and not self._this(i, until)):
                break
            if participle := self._infinitive(i):
                return i if participle else at
            i = max(i + 1, *self._long(i), i + 2 * self._this(i, until))
        i = i - 1 if i > head and self.marks[min(i, until) - 1].fold == "و" else min(i, until)
        unfinished = self.marks[i - 1].linked and not self.marks[i - 1].fold.endswith("ها")
        return at if unfinished else self._before_object(at, head, i, until)

    def _inner_ended(self, i: int) -> int:
        """After «نظارت» in «معاون نظارت بر …», the index after «بر»."""
        return self.lexicon.inner.end(self.marks, i - 1) if i else i

    def _long(self, i: int) -> tuple[int, int]:
        """The ends of the place and of the title («امام جمعه») at `i`."""
        return self.lexicon.places.end(self.marks, i), self.lexicon.titles.end(self.marks, i)

    def _is_noun_stop(self, i: int) -> bool:
        """«مرکز آمار», «سازمان اخبار»: a stop word that is a noun, and so part of a body's name."""
        return self.has(self.lexicon.things, i)

    def _of_place(self, i: int) -> bool:
        """«آمار چین» at the end of a body, and no object: «ادارهٔ ملی آمار چین اعلام کرد»."""
        after = self.lexicon.places.end(self.marks, i + 1)
        return after > i + 1 and (after >= len(self.marks) or self.marks[after].fold != "را")

    def _says_where(self, at: int, i: int) -> bool:
        """Is this the «در» of «سفیر ایران در روسیه»?"""
        if self.marks[i].fold != "در" or not self.has(self.lexicon.located, at):
            return False
        return self.has(self.lexicon.places, i + 1) or self.has(self.lexicon.located_in, i + 1)

    def _lists(self, i: int, until: int) -> bool:
        """Is this the comma of «وزیر تعاون، کار و رفاه اجتماعی»?"""
        if self.marks[i].kind != "comma" or i + 1 >= until or not self.has(self.lexicon.things, i + 1):
            return False
        joined = next((k for k in range(i + 2, min(i + 4, until)) if self.marks[k].fold == "و"), 0)
        clear = all(self.marks[k].is_word and not self._stops(k) for k in range(i + 1, joined))
        return bool(joined) and clear and not finite(self.marks, joined - 1, self.lexicon)

    def _names_body(self, i: int) -> bool:
        return self.has(self.lexicon.bodies, i) or self.lexicon.type_nouns.longest(self.marks, i) is not None

    def _stops(self, i: int) -> bool:
        return self.has(self.lexicon.stops, i) and not self.has(self.lexicon.places, i)

    def _this(self, i: int, until: int) -> bool:
        """«سخنگوی این وزارتخانه», «اخترشناسان این رصدخانه»: a body, or what ends at the verb and is no time."""
        if self.marks[i].fold not in ("این", "آن") or i + 1 >= until or not self.marks[i + 1].is_word:
            return False
        known = self.has(self.lexicon.bodies, i + 1) or self.has(self.lexicon.this_body, i)
        last = i + 2 == until and not self.has(self.lexicon.times, i + 1) and not self.has(self.lexicon.things, i + 1)
        return known or last or self.marks[i + 1].fold == "کشور"

    def _infinitive(self, i: int) -> bool:
        """Does an object such as «بسته شدن پل» start here?"""
        following = self.marks[i + 1].fold if i + 1 < len(self.marks) else ""
        return following in INFINITIVES and is_participle(self.marks[i].fold)

    def _before_object(self, at: int, head: int, after: int, until: int) -> int:
        """Where the phrase ends if an object with «را» or more words follow it: after its place, or unknown."""
        place = max((end for i in range(head, after) if (end := self.lexicon.places.end(self.marks, i)) > i), default=0)
        object_follows = after < until and self.marks[after].fold == "را"
        if object_follows and head < place < after:
            return place
        if object_follows:
            return head if self._complete(at, head) and self._starts_object(head) else at
        if self._is_object(head, after, until):
            return self._place_before_thing(head, after) or at
        rest_is_name = 0 < after - place <= LONGEST_NAME and self.is_name(place, after)
        rest_is_name = rest_is_name and self.marks[place - 1].fold not in ("کشور", "خارجه")
        if place and (rest_is_name or self._starts_thing(place, after)):
            return place
        return after

    def _place_before_thing(self, head: int, after: int) -> int:
        """After «سازمان ملل» in «نماینده ایران در سازمان ملل درخواست … از … را», or 0."""
        ends = (end for i in range(head, after) if (end := self.lexicon.places.end(self.marks, i)) > i)
        return next((end for end in ends if self._starts_thing(end, after)), 0)

    def _complete(self, at: int, head: int) -> bool:
        """Is the head a subject by itself: «بازپرسان», «پلیس»?"""
        tables = (self.lexicon.anonymous, self.lexicon.whole_bodies)
        return any(table.end(self.marks, at) == head for table in tables) and not self.has(self.lexicon.counting, at)

    def _starts_object(self, at: int) -> bool:
        mark = self.marks[at]
        return self._starts_thing(at, at + 1) or mark.linked or mark.fold.endswith("ها")

    def _is_object(self, head: int, after: int, until: int) -> bool:
        """May the last words be the head of an object that goes on: «گزارشگر X موفقیت ایران در پرتاب … را»?"""
        if after >= until or self.marks[after].fold not in ATTACHING:
            return False
        ends = (i for i in range(after, until) if self.marks[i].fold == "را" or self.marks[i].kind in BOUNDS)
        later = next(ends, after)
        things = (i for i in range(head + 1, after) if self.has(self.lexicon.things, i))
        nouns = any(self.marks[i].fold not in ADJECTIVES for i in things)
        return self.marks[later].fold == "را" and nouns

    def _starts_thing(self, place: int, after: int) -> bool:
        return place < after and self.has(self.lexicon.things, place) and self.marks[place].fold not in ADJECTIVES

    def is_place_end(self, after: int) -> bool:
        """Is the word before `after` a place, so that a name may follow?"""
        return self.has(self.lexicon.places, after - 1) or self.has(self.lexicon.places, after - 2)

    def over_places(self, at: int) -> int:
        """The index after the places at `at`."""
        while (after := self.lexicon.places.end(self.marks, at)) > at:
            at = after
        return at

    def ends_surely(self, after: int, until: int) -> bool:
        """Can what stands at `after` not belong to the place before it?"""
        if after >= until or not self.marks[after].is_word:
            return True
        if self.marks[after].fold == "و":
            return False
        if self.has(self.lexicon.pronouns, after):
            return True
        object_later = any(self.marks[i].fold == "را" for i in range(after + 1, until))
        return (
            self._stops(after)
            or self.marks[after].fold == "را"
            or (self.has(self.lexicon.things, after) and object_later)
        )
