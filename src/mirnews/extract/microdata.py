"""microdata: what the visible page says by `itemprop`, where it says it once. Pure.

A property that stands on a page more than once is of the list of other reports too, so it says nothing certain.
Metas with `itemprop` are read with the other metas.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mirnews.extract.tree import attribute, text_of

PROPERTIES = ("headline", "datepublished", "datemodified", "author", "articlesection", "keywords")
MAX_ITEMS = 400  # elements with a property that are looked at
_MANY = frozenset(["keywords"])  # properties of which an article has several


def read_items(tree: LexborHTMLParser) -> dict[str, list[str]]:
    """The texts of each of PROPERTIES, as written; empty where there is none, or more than one could be meant."""
    found: dict[str, list[str]] = {name: [] for name in PROPERTIES}
    for node in tree.css("[itemprop]:not(meta)")[:MAX_ITEMS]:
        for name in (attribute(node, "itemprop") or "").lower().split():
            if name in found and (text := _value(node, name)):
                found[name].append(text)
    return {name: texts if name in _MANY or len(set(texts)) == 1 else [] for name, texts in found.items()}


def _value(node: LexborNode, name: str) -> str | None:
    if name.startswith("date"):
        return attribute(node, "datetime") or attribute(node, "content") or text_of(node)
    inner = node.css_first("[itemprop=name]") if name == "author" else None
    text = attribute(node, "content") or text_of(inner if inner is not None else node)
    return text or (attribute(inner, "content") if inner is not None else None)
