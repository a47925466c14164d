"""text: plain text and small HTML that may stand in a feed, whatever a source wrote."""

from __future__ import annotations

import re
from html import escape
from typing import Literal

from mirnews.persian.letters import FSI, PDI, isolate
from mirnews.publish.record import FeedOut, ItemOut

# What XML 1.0 has no place for: control characters, surrogates, two non-characters.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LATIN = re.compile("[A-Za-z]")
_PERSIAN = re.compile("[\u0600-\u06ff]")
_RIGHT_TO_LEFT = frozenset({"fa", "prs", "ar", "ps", "ur", "ckb", "ku", "azb", "he"})


def direction(language: str | None) -> Literal["rtl", "ltr"]:
    """Which way a language is written; a subtag (`fa-IR`) changes nothing, an unknown language is Persian."""
    return "rtl" if (language or "fa").split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def clean(text: str) -> str:
    """The text without characters that XML forbids."""
    return _NOT_XML.sub("", text)


def title(text: str) -> str:
    """A title as plain text on one line; isolated (FSI…PDI) only where it mixes writing directions.

    A reader shows titles of many feeds in one list, so a title that begins with a Latin word would turn its line round.
    """
    line = isolate(" ".join(clean(text).split()))
    return f"{FSI}{line}{PDI}" if _LATIN.search(line) and _PERSIAN.search(line) else line


def html(item: ItemOut, feed: FeedOut) -> str:
    """Lead and body as paragraphs, with the link to the original last."""
    parts = [part for part in (item.lead, *item.paragraphs) if part]
    if item.cut and parts:
        parts[-1] = f"{parts[-1].rstrip()} …" if not parts[-1].endswith("…") else parts[-1]
    blocks = [f'<p dir="{direction(item.language)}">{escape(clean(part))}</p>' for part in parts]
    if item.original and feed.more_label:
        blocks.append(f'<p><a href="{escape(item.original)}" rel="nofollow ugc">{escape(feed.more_label)}</a></p>')
    return "".join(blocks)
