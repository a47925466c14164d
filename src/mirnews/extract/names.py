"""names: the classes and ids that a page has, so that selectors which cannot find anything there are not asked.

A selector costs a walk over the whole tree; most of those of the profiles name a class that the page has not. What is
left out would have found nothing, so the results are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from selectolax.lexbor import LexborHTMLParser

Names = frozenset[str]
_BRACKETS = re.compile(r"\[[^\]]*\]")
_NAME = re.compile(r"[.#]([\w-]+)")


def names_of(tree: LexborHTMLParser) -> Names:
    """Every class and id of a page in lower case: in pages without a doctype case makes no difference."""
    found: set[str] = set()
    for node in tree.css("[class],[id]"):
        attributes = node.attributes
        if classes := attributes.get("class"):
            found.update(classes.lower().split())
        if own := attributes.get("id"):
            found.add(own.lower())
    return frozenset(found)


def possible(selectors: Iterable[str], names: Names) -> tuple[str, ...]:
    """The selectors that can find something on a page with these names."""
    return tuple(one for one in selectors if is_possible(one, names))


def is_possible(selector: str, names: Names) -> bool:
    """Can the selector find something on a page with these names?"""
    return any(wanted <= names for wanted in _wanted(selector))


@cache
def _wanted(selector: str) -> tuple[Names, ...]:
    """The names without which each alternative of a selector finds nothing; none where it is not plain to see."""
    plain = _BRACKETS.sub("", selector)
    if "\\" in selector or ":" in plain:
        return (frozenset(),)
    return tuple(frozenset(name.lower() for name in _NAME.findall(one)) for one in plain.split(","))
