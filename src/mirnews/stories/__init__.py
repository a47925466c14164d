"""stories: takes headlines, returns groups: the same event, told by many reports.

Knows no SQL. Open first: headlines.py, which groups a bare list of titles.
"""

from __future__ import annotations

from mirnews.stories.headlines import group_headlines

__all__ = ["group_headlines"]
