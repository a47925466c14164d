"""page: takes the HTML of a site's page, returns its tree and its links. What `discover` and `listing` share.

libxml2 needs time in the square of the attributes of one tag (200,000: 89 s), and nothing else of a hostile page
takes it long; so tags with too many are taken out before it reads, and scripts, styles and comments with them.
"""

from __future__ import annotations

import re

from lxml import etree

from mirnews.decode import decode
from mirnews.sources.links import web_link
from mirnews.sources.names import Element

MAX_CHARS = 3_000_000
_MAX_WORDS = 200  # of one tag, attributes mostly; no honest tag has a tenth
_TAG = re.compile(r"<([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>")
_INLINE = frozenset("a abbr b bdi bdo cite code em font i mark q s small span strong sub sup u wbr".split())
_OPENING = re.compile(r"<(?=[a-zA-Z]|!--)")
_RAW = {name: re.compile(f"</{name}[^>]*>", re.I) for name in ("script", "style", "textarea", "noscript", "template")}


def page_of(body: bytes, content_type: str | None = None) -> str:
    """The bytes of a page as text, in whichever encoding they are."""
    return decode(body[: 2 * MAX_CHARS], content_type, markup="html").text


def tree_of(html: str) -> Element | None:
    """The tree of a page without its scripts and comments, or None if it has no element. Linear in its length."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root: Element | None = etree.fromstring(_tame(html[:MAX_CHARS]).encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root


def base_of_page(root: Element, url: str | None) -> str | None:
    """What relative links of the page are resolved on: its first `<base href>`, else its own address."""
    given = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    return web_link(given, url) or url


def words_of(element: Element, most: int = 2_000) -> str:
    """The text inside an element in one line, at most about `most` characters; words end where a block does."""
    pieces, length = [], 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        space = "" if node.tag in _INLINE else " "
        piece = node.text if event == "start" else None if node is element else node.tail
        pieces.append(f"{space}{piece or ''}")
        length += len(pieces[-1])
        if length > most:
            break
    return " ".join("".join(pieces).split())


def _tame(html: str) -> str:
    """The page without scripts, styles, comments and overloaded tags; it ends where a tag never does."""
    kept, at = [], 0
    while opening := _OPENING.search(html, at):
        start = opening.start()
        kept.append(html[at:start])
        at, piece = _past(html, start)
        kept.append(piece)
    return "".join([*kept, html[at:]])


def _past(html: str, start: int) -> tuple[int, str]:
    """Where to go on after what opens at `start`, and what is kept of it."""
    if html.startswith("<!--", start):
        end = html.find("-->", start)
        return (end + 3 if end >= 0 else len(html)), ""
    tag = _TAG.match(html, start)
    if tag is None:
        return len(html), ""
    if raw := _RAW.get(tag[1].lower()):
        closing = raw.search(html, tag.end())
        return (closing.end() if closing else len(html)), ""
    overloaded = len(tag[2]) > _MAX_WORDS and len(re.findall(r"[\s/\"']+", tag[2])) > _MAX_WORDS
    return tag.end(), "" if overloaded else tag[0]
