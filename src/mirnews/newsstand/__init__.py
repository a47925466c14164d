"""newsstand: takes a clock, returns a small world of made-up publishers on loopback, with the truth about each report.

It is the demo (`mirnews demo`) and the world that tests poll: real sockets, real feeds and pages in the markup of real
systems. Texts either tell public, dated facts in our own words, or everything in them is made up and marked with `*`.
"""

from __future__ import annotations

from mirnews.newsstand.measuring import Measure, measure
from mirnews.newsstand.records import Truth
from mirnews.newsstand.server import Newsstand
from mirnews.newsstand.world import load_world

__all__ = ["END", "START", "Measure", "Newsstand", "Truth", "load_world", "measure"]

START = load_world().start
END = load_world().end
