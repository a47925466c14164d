"""corpus: takes a number and a seed, returns that many made-up articles in order of publication, with the truth.

The one generator of all benchmarks: sizes of stories and shares of copies are the newsstand's, words are real ones
drawn by Zipf's law, sentences have the shape of news and no meaning; whoever and whatever is named is made up and
marked with `*`. Open first: stream.py (the run), then story.py (who reports what when), writing.py (how it reads).
"""

from __future__ import annotations

from mirnews.corpus.outlets import corpus_outlets
from mirnews.corpus.records import Made, Plan
from mirnews.corpus.stream import make

__all__ = ["Made", "Plan", "corpus_outlets", "make"]
