"""learned: the profile of one site that was learned from its pages: reading by it, its TOML form, and when it is lost.

Pure. `learning.py` makes them. A person may edit the TOML: selectors and lines, nothing in it is code.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from mirnews.errors import Misconfigured
from mirnews.extract.found import Found, find_by_profile
from mirnews.extract.generic import HEAD, MAX_DATE_LINE, MIN_DIGITS, headline, repeats
from mirnews.extract.lines import ends_sentence, squash
from mirnews.extract.metadata import Metadata
from mirnews.extract.profiles import Profile
from mirnews.extract.tree import blocks_of

NAME = "learned"  # `Article.profile` of a page that was read so
FIELDS = ("title", "lead", "body", "date")
# When a profile no longer fits: of the last pages of its site so many that it did not read, or read next to nothing of.
LAST = 6
LOST = 4
COLLAPSED = 0.15  # of the usual length; a notice is as short, but four of six pages are no notices


@dataclass(frozen=True, slots=True)
class LearnedProfile:
    """Where the parts of one site's pages stand, as selectors, and on what evidence.

    `drop` is taken out of the body, `furniture` are lines that repeat from page to page. `pages` is how many it was
    learned from, `agreement` for each field the share of them on which it says what else is known of the page;
    `length` the usual number of characters of a body.
    """

    site: str
    learned_at: datetime
    pages: int
    length: int
    agreement: Mapping[str, float]
    fields: Mapping[str, tuple[str, ...]]
    drop: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()

    def rules(self) -> Profile:
        """The same as rules of a family."""
        body = self.fields["body"]
        return Profile(NAME, "", 0, "Asia/Tehran", False, False, (body[:1],), (), self.drop, self.fields)


def find_by_learned(tree: LexborHTMLParser, known: LearnedProfile, meta: Metadata) -> Found | None:
    """Read a page by what was learned of its site; None when that does not fit it."""
    title = headline(tree, meta, blocks_of(tree.body) if tree.body else ()) if "title" not in known.fields else None
    found = find_by_profile(tree, known.rules(), meta)
    if found is None:
        return None
    title = found.title or title
    repeated = {squash(line) for line in known.furniture}
    texts = [text for text in found.body.paragraphs if squash(text) not in repeated]
    texts, dates = _without_head(texts, title, found.lead)
    lead = found.lead if found.lead and squash(found.lead) not in repeated else None
    if not texts and not lead:
        return None
    body = replace(found.body, paragraphs=tuple(texts))
    return replace(found, body=body, lead=lead, title=title, dates=(*found.dates, *dates))


def _without_head(texts: Sequence[str], title: str | None, lead: str | None) -> tuple[list[str], list[str]]:
    """The paragraphs without title, lead and date that are said again above them; and that date."""
    said = {squash(text) for text in (title, lead) if text}
    kept, dates = [], []
    for number, text in enumerate(texts):
        if number < HEAD and is_date_line(text):
            dates.append(text)
        elif number >= HEAD or not repeats(text, said):
            kept.append(text)
    return kept, dates


def is_date_line(text: str) -> bool:
    """Could a line be a date and nothing else?"""
    return len(text) <= MAX_DATE_LINE and sum(c.isdigit() for c in text) >= MIN_DIGITS and not ends_sentence(text)


def is_lost(lengths: Sequence[int], usual: int) -> bool:
    """Does a profile no longer fit its site? `lengths` are the characters of the bodies that it read of the last
    articles, oldest first, 0 where it read none.
    """
    return sum(is_misread(length, usual) for length in lengths[-LAST:]) >= LOST


def is_misread(length: int, usual: int) -> bool:
    """Did a profile read none of a page, or next to nothing?"""
    return length < COLLAPSED * usual


def to_toml(known: LearnedProfile) -> str:
    """The profile as TOML that a person can read, edit and hand back (`page extract --profile`)."""
    lines = [
        f"# How pages of {known.site} are read, learned from {known.pages} of them. Selectors are CSS, the first that",
        "# finds something is taken; edit freely.",
        f"site = {_quoted(known.site)}",
        f"learned_at = {known.learned_at.isoformat()}",
        f"pages = {known.pages}",
        f"length = {known.length}",
        f"drop = {_list(known.drop)}",
        f"furniture = {_list(known.furniture)}",
        "",
        "[fields]",
        *(f"{name} = {_list(known.fields[name])}" for name in FIELDS if known.fields.get(name)),
        "",
        "[agreement]",
        *(f"{name} = {share:.3f}" for name, share in known.agreement.items()),
    ]
    return "\n".join(lines) + "\n"


def from_toml(text: str) -> LearnedProfile:
    """A profile from its TOML. Raises Misconfigured (`bad_profile`) with one line that says what is wrong with it."""
    try:
        data = tomllib.loads(text)
        known = LearnedProfile(
            site=str(data["site"]),
            learned_at=_instant(data["learned_at"]),
            pages=int(data["pages"]),
            length=int(data["length"]),
            agreement={str(name): float(share) for name, share in data.get("agreement", {}).items()},
            fields={str(name): _texts(given) for name, given in data["fields"].items()},
            drop=_texts(data.get("drop", [])),
            furniture=_texts(data.get("furniture", [])),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise _bad(f"{type(error).__name__}: {error}") from None
    return _checked(known)


def _checked(known: LearnedProfile) -> LearnedProfile:
    if unknown := known.fields.keys() - set(FIELDS):
        raise _bad(f"unknown fields: {', '.join(sorted(unknown))}")
    if not known.fields.get("body"):
        raise _bad("no selector of the body")
    tree = LexborHTMLParser("<p>x")
    for selector in [*known.drop, *(one for some in known.fields.values() for one in some)]:
        try:
            tree.css(selector)
        except (SelectolaxError, ValueError):
            raise _bad(f"no CSS selector: {selector}") from None
    return known


def _bad(why: str) -> Misconfigured:
    return Misconfigured("bad_profile", f"the profile cannot be used: {why}; 'mirnews page learn' prints a good one")


def _instant(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("learned_at is no instant with a zone")
    return value


def _texts(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise ValueError("a list of texts was expected")
    return tuple(given)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return f"[{''.join(map(_quoted, texts))}]"
    return "[\n" + "".join(f"  {_quoted(text)},\n" for text in texts) + "]"
