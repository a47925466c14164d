"""walls: takes the HTML of a page that came instead of what was asked, returns what stands there, or None.

A challenge for browsers, a login, a refusal of other countries, the page of Iran's filter, or a site's own "not found"
that answers 200. Pure and quick; the words and marks are in `marks.toml`. `fetch` asks it about refusals, `sources`
about web pages at a feed's address, `extract` about pages without a text.
"""

from mirnews.walls.read import CODES, REFUSALS, Kind, fault, filters, refusal, signs, wall

__all__ = ["CODES", "REFUSALS", "Kind", "fault", "filters", "refusal", "signs", "wall"]
