"""stories: takes articles or headlines, returns groups: the same event, told by many reports.

Knows no SQL. Open first: stream.py, one pass over articles as they arrive; likeness.py says how near two articles
are; headlines.py groups a bare list of titles;
recurring.py keeps the days of a series apart; standing.py says what a report is in its story and counts origins;
summary.py makes the story's line, with its rank. Proof: evals/stories.
"""

from __future__ import annotations

from mirnews.stories.headlines import group_headlines
from mirnews.stories.standing import standings
from mirnews.stories.stream import WINDOW, StoryStream, Told, tell
from mirnews.stories.summary import sum_up

__all__ = ["WINDOW", "StoryStream", "Told", "group_headlines", "standings", "sum_up", "tell"]
