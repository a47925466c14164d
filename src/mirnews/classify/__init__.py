"""classify: takes what a feed, an address, a page and its text say, returns the shelf, the subject, and who is named.

    labels ─▶ sections ─┐
                        ├▶ filing          text ─▶ marks ─▶ places, organisations, persons ─▶ mentions
    text ─▶ subject ────┘

Data: sections.toml, weights.tsv (from seeds.toml), places.tsv, ambiguous.toml, organisations.tsv, persons.toml,
ordinary.txt. Knows no SQL. A subject that is not sure is none, never a guess; so is a name.
"""

from __future__ import annotations

from mirnews.classify.filing import Filed, classify, section_of
from mirnews.classify.mentions import mentions_of
from mirnews.classify.sections import OTHER, Section, sections
from mirnews.classify.subject import Subject, subject_of

__all__ = ["OTHER", "Filed", "Section", "Subject", "classify", "mentions_of", "section_of", "sections", "subject_of"]
