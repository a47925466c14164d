"""classify: takes what a feed, an address and a page say about the subject, returns one section of a fixed list.

Data: sections.toml. Knows no SQL. A subject nobody names is `other`, never a guess.
"""

from __future__ import annotations

from mirnews.classify.sections import OTHER, Section, section_of, sections

__all__ = ["OTHER", "Section", "section_of", "sections"]
