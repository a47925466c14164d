"""limits: HTML text in, HTML text out that no parser can be made to choke on.

lexbor needs time in the square of the nesting depth (1 MB of `<div>`: 89 s) and of the attributes of one tag, and
copies every open formatting element into each new paragraph (3,000 tags: 1 GB). An ordinary page is let through
after three counts; only a page past one of them is rewritten, in one pass.
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 3_000_000
MAX_DEPTH = 250  # libxml2 stops at 256; the deepest of 200 real pages measured had 50
MAX_FORMATTING = 3  # open at once; only emphasis is lost beyond
MAX_TAGS = 100_000  # the largest of 200 real pages measured had 12,031
MAX_ATTRIBUTES = 400
SCAN_TAGS = 5_000  # below this many "<" the worst nesting costs 30 ms
SCAN_COPIES = 300_000  # tags times formatting tags: how many elements could be copied
SCAN_PIECE = 30_000  # characters without ">": scripts, data, or one endless tag

FORMATTING = frozenset("b big code em font i s small strike strong tt u".split())
_FREE = frozenset(
    "area base br col embed hr img input link meta source track wbr p li td th tr option dt dd body html head".split()
)
_RAW = frozenset("script style textarea title xmp iframe noembed noframes".split())
_DRAWINGS = ("svg", "math")
_LEAVES = frozenset("svg math path circle ellipse line polygon polyline rect use stop image g animate".split())
_FORMATTING_OPEN = re.compile(r"<(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)[\s/>]", re.IGNORECASE)
# As browsers cut a tag: a quotation mark opens a value only after "=", elsewhere it belongs to a name. No possessive
# group around alternatives: Python before 3.11.5 lets it match what it should not (gh-106052). At each sign one
# alternative fits at most, so that a tag without an end costs no more than its length.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=(?!\s*+[\"']))*)>")
_MAX_MISSES = 50


def tame(html: str) -> str:
    """The same HTML without excess nesting, endless tags and formatting bombs, cut at 3 million characters."""
    html = html[:MAX_CHARACTERS]
    if not _suspicious(html):
        return html
    return _Tamer(html).run()


def _suspicious(html: str) -> bool:
    tags = html.count("<")
    if tags > SCAN_TAGS:
        return True
    if tags * tags > SCAN_COPIES and tags * len(_FORMATTING_OPEN.findall(html)) > SCAN_COPIES:
        return True
    return len(html) > SCAN_PIECE and max(map(len, html.split(">")), default=0) > SCAN_PIECE


class _Tamer:
    """One pass over the tags of a page; `kept` collects what stays."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.kept: list[str] = []
        self.open: dict[str, int] = {}
        self.dropped: dict[str, int] = {}
        self.endless: set[str] = set()
        self.depth = self.formatting = self.misses = self.tags = 0

    def run(self) -> str:
        at = done = 0
        while (at := self.html.find("<", at)) != -1:
            start, at, keep = self._step(at)
            if not keep:
                self.kept.append(self.html[done:start])
                done = at
        return "".join([*self.kept, self.html[done:]])

    def _step(self, at: int) -> tuple[int, int, bool]:
        """What stands at this "<": its start, where to go on, and whether it stays."""
        self.tags += 1
        if self.tags > MAX_TAGS:
            return at, len(self.html), False
        if self.html.startswith("<!--", at):
            end = self.html.find("-->", at)
            return (at, len(self.html), False) if end == -1 else (at, end + 3, True)
        tag = _TAG.match(self.html, at)
        if tag is None:
            return self._miss(at)
        closing, name, attributes = tag[1], tag[2].lower(), tag[3]
        if closing:
            return at, tag.end(), self._close(name)
        if self._is_drawing(name) and (name in _RAW or (name in _LEAVES and attributes.endswith("/"))):
            return at, *self._in_drawing(name, tag.end())
        if name in _RAW:
            return at, self._after_raw(name, tag.end()), True
        too_many = len(attributes) > MAX_ATTRIBUTES and len(attributes.split()) > MAX_ATTRIBUTES
        return at, tag.end(), self._open(name) and not too_many

    def _miss(self, at: int) -> tuple[int, int, bool]:
        """A "<" that opens no complete tag: a bare sign, or a quote that never ends."""
        if not self.html[at + 1 : at + 2].isalpha():
            return at, at + 1, True
        self.misses += 1
        end = self.html.find(">", at) if self.misses < _MAX_MISSES else -1
        return (at, len(self.html), False) if end == -1 else (at, end + 1, end - at < SCAN_PIECE)

    def _is_drawing(self, name: str) -> bool:
        """May this tag stand inside SVG or MathML? Whether it does, only a parser knows: many tags end a drawing."""
        return name in _DRAWINGS or any(self.open.get(one, 0) for one in _DRAWINGS)

    def _in_drawing(self, name: str, at: int) -> tuple[int, bool]:
        """Where to go on after a tag that means one thing inside a drawing and another outside, and whether it stays.

        A script is an ordinary element inside and raw text outside, `<path/>` is closed inside and open outside: what
        would count differently goes out, so that nothing nests unseen. None of it is text of a report.
        """
        if name in _LEAVES or name in self.endless:
            return at, False
        end = re.compile(f"</{name}", re.IGNORECASE).search(self.html, at)
        if end is None:
            self.endless.add(name)
            return at, False
        if "<" not in self.html[at : end.start()]:  # it is closed at once, whatever it is
            return end.start(), True
        close = self.html.find(">", end.end())
        return (len(self.html) if close == -1 else close + 1), False

    def _after_raw(self, name: str, at: int) -> int:
        end = re.compile(f"</{name}", re.IGNORECASE).search(self.html, at)
        return end.start() if end else len(self.html)

    def _open(self, name: str) -> bool:
        if name in _FREE:
            return True
        full = self.depth >= MAX_DEPTH or (name in FORMATTING and self.formatting >= MAX_FORMATTING)
        counts = self.dropped if full else self.open
        counts[name] = counts.get(name, 0) + 1
        if not full:
            self.depth += 1
            self.formatting += name in FORMATTING
        return not full

    def _close(self, name: str) -> bool:
        if self.dropped.get(name, 0):
            self.dropped[name] -= 1
            return False
        if self.open.get(name, 0):
            self.open[name] -= 1
            self.depth -= 1
            self.formatting -= name in FORMATTING
        return True
