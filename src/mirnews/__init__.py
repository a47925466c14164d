"""MirNews: a news system for Persian.

Open `pipeline.py` for the run, `model.py` for the nouns, ARCHITECTURE.md for the map.
"""

__version__ = "0.1.0.dev0"
