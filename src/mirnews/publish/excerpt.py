"""excerpt: a marked slice of a report that has no headline. Nothing is made up: it is the text's own words."""

from __future__ import annotations

from mirnews import desk
from mirnews.publish.rights import ShownText


def verbatim_excerpt(text: ShownText) -> str | None:
    """The slice that stands where a headline would; None when nothing of the text may be shown."""
    return desk.excerpt(text.field("lead"), text.field("body"), text.credit)
