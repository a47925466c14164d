"""publish: takes reports and the operator's rights, returns what readers may see of them and feeds to carry it.

`rights` decides how much of a text goes out, for pages and feeds alike. `rss`, `atom` and `json_feed` write the same
`FeedOut` record in three formats.
"""

from __future__ import annotations

from mirnews.publish.record import FeedOut, ItemOut
from mirnews.publish.rights import ShownText, shown

__all__ = ["FeedOut", "ItemOut", "ShownText", "shown"]
