"""second: a second HTML parser's opinion of what we show: what in it could do something."""

from __future__ import annotations

import re

import html5lib

_ELEMENTS = set(
    "a abbr b bdi blockquote br caption code dd div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img li ol p pre s"
    " span strong sub sup table tbody td tfoot th thead tr u ul".split()
)
_ATTRIBUTES = {"href", "title", "rel", "src", "alt", "width", "height", "lang", "dir", "colspan", "rowspan"}
_ADDRESS = re.compile(r"(?:https?|mailto):")


def active(shown: str) -> list[str]:
    """What stands in the HTML that may not, as a browser would read it."""
    tree = html5lib.parseFragment(shown, namespaceHTMLElements=False)
    nodes = [node for node in tree.iter() if isinstance(node.tag, str) and node is not tree]
    wrong = [node.tag for node in nodes if node.tag not in _ELEMENTS]
    wrong += [name for node in nodes for name in node.attrib if name not in _ATTRIBUTES]
    addresses = [node.attrib[name] for node in nodes for name in ("href", "src") if name in node.attrib]
    return wrong + [address for address in addresses if not _ADDRESS.match(address)]
