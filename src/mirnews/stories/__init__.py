"""stories: takes articles or headlines, returns groups: the same event, told by many reports.

Knows no SQL. Open first: stream.py, one pass over articles as they arrive; headlines.py groups a bare list of titles;
recurring.py keeps the days of a series apart. Proof: evals/stories.
"""

from __future__ import annotations

from mirnews.stories.headlines import group_headlines
from mirnews.stories.stream import StoryStream, Told, tell

__all__ = ["StoryStream", "Told", "group_headlines", "tell"]
