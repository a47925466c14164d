"""learning: takes a dozen pages of one site, returns its profile with the evidence, or None. Pure.

What is text on a page is first guessed as on any unknown page. Over a dozen pages such guesses agree on one element,
even where some are wrong, and what repeats from page to page is furniture. Title, lead and date are the elements that
say on most pages what the head or the guess says. The rules are then tried on pages that they were not learned from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from mirnews.decode import decode
from mirnews.extract.dates import DateReader
from mirnews.extract.found import Found
from mirnews.extract.generic import find_generic
from mirnews.extract.learned import LearnedProfile, find_by_learned
from mirnews.extract.limits import tame
from mirnews.extract.lines import squash
from mirnews.extract.metadata import Metadata, read_metadata
from mirnews.extract.outline import Outline, outline_of
from mirnews.extract.selectors import selectors_of
from mirnews.extract.tree import absolute, parse
from mirnews.model import Page

ENOUGH = 12  # pages from which a profile is learned
AT_LEAST = 6
MOST_PAGES = 24
HELD_BACK = 0.25  # of the pages, on which the rules are tried
# Set on the eighteen layouts of evals/extract and the newsstand's own, of which the first six were looked at.
REPEATED = 0.4  # of the pages that have a line: it is furniture
ON_MOST = 0.7  # of the pages on which an element must say what is expected of it
CLOSE = 0.01  # in agreement; of two elements as good as each other the inner one
MIN_AGREEMENT = 0.6  # of the body with the guesses, as F1 of characters, on the average
SAME_TEXT = 0.7  # of the held-back bodies with their guesses, in the median
MIN_LENGTH = 60  # characters of the usual body: pages with less are no articles
MIN_LEAD = 40
MAX_LEAD = 700
MIN_LINE = 20  # characters of a block that counts as text when an element is judged
MIN_DIGITS = 5
MAX_DATE_LINE = 80
STRANGE = 0.1  # of the characters of an element within the body that guesses take for text: less, and it is dropped
MAX_LINES = 40
MAX_LINE = 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page, made ready: `guess` is what it would say without a profile, `text` the indexes of its blocks that are
    text by that, `lead` what it takes for the lead, folded, `first` the place that a
    selector finds first.
    """

    html: str
    meta: Metadata
    outline: Outline
    guess: Found
    squashed: tuple[str, ...]
    text: frozenset[int]
    lead: str
    first: dict[str, int]


def learn(pages: Sequence[Page], *, site: str, at: datetime) -> LearnedProfile | None:
    """The profile of a site from its pages, newest last; None where nothing fits well enough on pages held back."""
    sheets = [sheet for page in pages[-MOST_PAGES:] if (sheet := _sheet(page, at)) is not None]
    if len(sheets) < AT_LEAST:
        return None
    step = round(1 / HELD_BACK)
    kept = [sheet for number, sheet in enumerate(sheets) if number % step]
    tried = _rules(kept, site, at)
    if tried is None or not _holds(tried, sheets[::step]):
        return None
    return _rules(sheets, site, at)


def _sheet(page: Page, at: datetime) -> Sheet | None:
    html = tame(decode(page.body, page.content_type, markup="html").text)
    tree = parse(html)
    meta = read_metadata(tree, absolute(page.url, None))
    outline = outline_of(tree.body)
    guess = find_generic(tree, meta, outline, page.fetched_at or at)
    wanted = {squash(text) for text in guess.body.paragraphs} - {""}
    lead = squash(guess.lead or "")
    squashed = tuple(squash(block.text) for block in outline.blocks)
    text = frozenset(index for index, line in enumerate(squashed) if line in wanted)
    if not text:
        return None
    first: dict[str, int] = {}
    for index, selectors in enumerate(selectors_of(outline)):
        for selector in selectors:
            first.setdefault(selector, index)
    return Sheet(html, meta, outline, guess, squashed, text, lead, first)


def _rules(sheets: Sequence[Sheet], site: str, at: datetime) -> LearnedProfile | None:
    """Rules by consensus of these pages."""
    repeated = _repeated(sheets)
    body, agreement = _container(sheets, repeated)
    if body is None or agreement < MIN_AGREEMENT:
        return None
    title, title_share = _by_consensus(sheets, _says_title)
    lead, lead_share = _lead(sheets, body, title, repeated)
    date, date_share = _date(sheets, body, title, at)
    fields = {"title": title, "lead": lead, "body": body, "date": date}
    known = LearnedProfile(
        site=site,
        learned_at=at,
        pages=len(sheets),
        length=1,
        agreement={
            name: round(share, 3)
            for name, share in (("body", agreement), ("title", title_share), ("lead", lead_share), ("date", date_share))
            if fields[name]
        },
        fields={name: (selector,) for name, selector in fields.items() if selector},
        drop=_to_drop(sheets, body, lead, repeated),
        furniture=_furniture(sheets, body, repeated),
    )
    lengths = [len("".join(found.body.paragraphs)) for sheet in sheets if (found := _read(known, sheet))]
    length = round(median(lengths)) if lengths else 0
    return replace(known, length=length) if length >= MIN_LENGTH else None


def _read(known: LearnedProfile, sheet: Sheet) -> Found | None:
    return find_by_learned(parse(sheet.html), known, sheet.meta)


def _holds(known: LearnedProfile, held: Sequence[Sheet]) -> bool:
    """Do rules read pages that they were not learned from, and on most of them what the guess says?"""
    found = [_read(known, sheet) for sheet in held]
    if sum(one is not None for one in found) < len(held):
        return False
    same = [_overlap(one, sheet.guess) for one, sheet in zip(found, held, strict=True) if one is not None]
    return bool(same) and median(same) >= SAME_TEXT


def _overlap(one: Found, other: Found) -> float:
    """F1 of the characters of two readings, paragraph by paragraph."""
    mine = Counter({squash(text): len(text) for text in (*one.body.paragraphs, one.lead or "")})
    theirs = Counter({squash(text): len(text) for text in (*other.body.paragraphs, other.lead or "")})
    common = sum((mine & theirs).values())
    total = mine.total() + theirs.total()
    return 2 * common / total if total else 0.0


def _repeated(sheets: Sequence[Sheet]) -> frozenset[str]:
    """The lines that stand on many of the pages."""
    counts = Counter(line for sheet in sheets for line in set(sheet.squashed) if line)
    return frozenset(line for line, count in counts.items() if count >= max(3, REPEATED * len(sheets)))


# ---- the container


def _container(sheets: Sequence[Sheet], repeated: frozenset[str]) -> tuple[str | None, float]:
    """The selector of the element that holds the text and little else on most of the pages."""
    scores: defaultdict[str, float] = defaultdict(float)
    depths: dict[str, int] = {}
    for sheet in sheets:
        inside, all_text = _sizes(sheet, repeated)
        total = inside[0] or 1
        for selector, place in sheet.first.items():
            if not place:
                continue  # the whole page is no container
            scores[selector] += 2 * inside[place] / (total + all_text[place]) if all_text[place] else 0.0
            depths[selector] = max(depths.get(selector, 0), place)
    if not scores:
        return None, 0.0
    best = max(scores.values())
    near = [selector for selector, score in scores.items() if score >= best - CLOSE * len(sheets)]
    chosen = max(near, key=lambda selector: (round(scores[selector], 6), depths[selector], -len(selector)))
    return chosen, scores[chosen] / len(sheets)


def _sizes(sheet: Sheet, repeated: frozenset[str]) -> tuple[list[int], list[int]]:
    """For each place the characters below it: of text, and of all unlinked lines. What repeats counts for nothing, and
    so does the lead, which may stand in the body or before it."""
    inside, everything = [0] * len(sheet.outline.places), [0] * len(sheet.outline.places)
    for index, (block, home) in enumerate(zip(sheet.outline.blocks, sheet.outline.homes, strict=True)):
        if sheet.squashed[index] in repeated or sheet.squashed[index] == sheet.lead:
            continue
        if index in sheet.text:
            inside[home] += len(block.text)
            everything[home] += len(block.text)
        elif not block.linked and len(block.text) >= MIN_LINE:
            everything[home] += len(block.text)
    for index in range(len(inside) - 1, 0, -1):
        parent = sheet.outline.places[index].parent
        inside[parent] += inside[index]
        everything[parent] += everything[index]
    return inside, everything


def _within(sheet: Sheet, selector: str | None) -> list[int]:
    """The blocks below the first place that a selector finds."""
    place = sheet.first.get(selector or "")
    if place is None:
        return []
    return [index for index, home in enumerate(sheet.outline.homes) if place in sheet.outline.above(home)]


def _to_drop(sheets: Sequence[Sheet], body: str, lead: str | None, repeated: frozenset[str]) -> tuple[str, ...]:
    """Elements within the body, by a name of their own, that guesses hardly ever take for text."""
    whole: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for sheet in sheets:
        container = sheet.first.get(body)
        names = selectors_of(sheet.outline)
        here: set[str] = set()
        for index in _within(sheet, body):
            size = len(sheet.outline.blocks[index].text)
            line = sheet.squashed[index]
            is_text = (index in sheet.text and line not in repeated) or line == sheet.lead
            for place in sheet.outline.above(sheet.outline.homes[index]):
                if place == container:
                    break
                for name in names[place]:
                    whole[name] += size
                    taken[name] += size * is_text
                    here.add(name)
        seen.update(here)
    least = max(3, round(len(sheets) / 4))
    strange = [
        name
        for name, size in whole.items()
        if seen[name] >= least and taken[name] <= STRANGE * size and name != lead and not name.startswith("body")
    ]
    return tuple(sorted(name for name in strange if _is_named(name)))


def _is_named(selector: str) -> bool:
    """Is it found by its own class or id, so that nothing else of the page is meant?"""
    return " " not in selector and ("." in selector or "#" in selector)


def _furniture(sheets: Sequence[Sheet], body: str, repeated: frozenset[str]) -> tuple[str, ...]:
    """Lines within the body that stand on many of the pages, as they are printed."""
    lines: Counter[str] = Counter()
    for sheet in sheets:
        blocks = sheet.outline.blocks
        found = {blocks[i].text for i in _within(sheet, body) if sheet.squashed[i] in repeated and not blocks[i].linked}
        lines.update(line for line in found if len(line) <= MAX_LINE)
    return tuple(line for line, count in lines.most_common(MAX_LINES) if count >= 3)


# ---- title, lead, date


def _by_consensus(sheets: Sequence[Sheet], says: Callable[[Sheet], frozenset[int] | None]) -> tuple[str | None, float]:
    """The selector that finds, first on the page, what `says` wants on most of the pages, and on what share."""
    votes: Counter[str] = Counter()
    asked = 0
    for sheet in sheets:
        if (wanted := says(sheet)) is None:
            continue
        asked += 1
        votes.update(_exact(sheet, wanted))
    return _winner(votes, asked)


def _exact(sheet: Sheet, wanted: Iterable[int]) -> set[str]:
    """The selectors whose first element holds one of these blocks and no other block."""
    wanted = set(wanted)
    homes = Counter(sheet.outline.homes)
    found = {sheet.outline.homes[index] for index in wanted if homes[sheet.outline.homes[index]] == 1}
    parents = {place.parent for place in sheet.outline.places}
    return {name for name, place in sheet.first.items() if place in found and place not in parents}


def _winner(votes: Counter[str], asked: int) -> tuple[str | None, float]:
    if not votes or not asked:
        return None, 0.0
    best = max(votes, key=lambda name: (votes[name], _is_named(name), -len(name)))
    share = votes[best] / asked
    return (best, share) if share >= ON_MOST else (None, share)


def _says_title(sheet: Sheet) -> frozenset[int] | None:
    title = squash(sheet.guess.title or "")
    return frozenset(i for i, line in enumerate(sheet.squashed) if line == title) if title else None


def _lead(sheets: Sequence[Sheet], body: str, title: str | None, repeated: frozenset[str]) -> tuple[str | None, float]:
    """The element between title and text that says something else on each page; or what the description says again."""
    votes: Counter[str] = Counter()
    for sheet in sheets:
        inside = set(_within(sheet, body))
        text = (i for i in inside if i in sheet.text and sheet.squashed[i] not in repeated)
        start = min(text, default=len(sheet.squashed))
        after = _place_of_title(sheet, title, start)
        said = squash(sheet.meta.description or "")
        wanted = {
            index
            for index in range(after + 1, start)
            if _could_lead(sheet, index) and sheet.squashed[index] not in repeated
        }
        wanted |= {index for index, line in enumerate(sheet.squashed) if line == said and len(line) >= MIN_LEAD}
        wanted |= _opening(sheet, sorted(inside), repeated)
        votes.update(name for name in _exact(sheet, wanted) if _is_named(name) or not inside & wanted)
    return _winner(votes, len(sheets))


def _opening(sheet: Sheet, inside: Sequence[int], repeated: frozenset[str]) -> set[int]:
    """The first block of the text, where it has a name of its own that no other block of the text has."""
    text = [i for i in inside if i in sheet.text and sheet.squashed[i] not in repeated]
    if len(text) < 2 or not _could_lead(sheet, text[0]):
        return set()
    names = [sheet.outline.places[sheet.outline.homes[i]] for i in text]
    own = (names[0].tag, names[0].id, names[0].classes)
    is_alone = all((place.tag, place.id, place.classes) != own for place in names[1:])
    return {text[0]} if is_alone and (own[1] or own[2]) else set()


def _place_of_title(sheet: Sheet, title: str | None, start: int) -> int:
    place = sheet.first.get(title or "")
    if place is None:
        return start
    return next((index for index, home in enumerate(sheet.outline.homes) if home == place), start)


def _could_lead(sheet: Sheet, index: int) -> bool:
    block = sheet.outline.blocks[index]
    return MIN_LEAD <= len(block.text) <= MAX_LEAD and not block.linked


def _date(sheets: Sequence[Sheet], body: str, title: str | None, at: datetime) -> tuple[str | None, float]:
    """The element that is a date on most of the pages, agrees with the head where that has one, and is not today's."""
    reader = DateReader(at)
    votes: Counter[str] = Counter()
    days: defaultdict[str, set[str]] = defaultdict(set)
    for sheet in sheets:
        said = reader.best(sheet.meta.published)
        wanted: set[int] = set()
        read: dict[int, str] = {}
        for index, block in enumerate(sheet.outline.blocks):
            digits = sum(sign.isdigit() for sign in block.text)
            if digits < MIN_DIGITS or len(block.text) > MAX_DATE_LINE or not (when := reader.read(block.text)):
                continue
            if said is None or said.value.date() == when.value.date():
                wanted.add(index)
                read[sheet.outline.homes[index]] = when.text()
        for name in _exact(sheet, wanted):
            votes[name] += 1
            days[name].add(read[sheet.first[name]])
    changing = Counter({name: count for name, count in votes.items() if len(days[name]) > 1})
    return _winner(changing, len(sheets))
