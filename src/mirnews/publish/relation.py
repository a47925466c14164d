"""relation: whose text a report carries. Copy comes before own: a text that is another's is no report of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from mirnews import persian
from mirnews.model import Credit, Report


@dataclass(frozen=True, slots=True)
class Copied:
    """A report with another's text. `original` is None when that report is not shown any more; `credited`: does the
    copy name its outlet? `share` is the part of the text that is the same, 0 where it was not measured.
    """

    original: Report | None
    whole: bool
    credited: bool
    share: float


def copied(report: Report, original: Report | None) -> Copied | None:
    """Whose text it is, given the report that `fold.of` names; None for a text of its own."""
    if report.fold.relation not in ("copy", "partial"):
        return None
    seen = original if original is not None and original.visibility == "shown" else None
    credited = seen is None or names(report.credit, seen)
    return Copied(seen, report.fold.relation == "copy", credited, report.fold.containment)


def names(credit: Credit, original: Report) -> bool:
    """Does a chain, its publisher included, name the outlet of `original`?"""
    outlet, name = original.outlet or original.source_id, persian.key(original.outlet_name.rstrip("* "))
    return any(link.outlet == outlet or persian.key(link.name.rstrip("* ")) == name for link in credit.chain)


def is_own(report: Report) -> bool:
    """Is it an own report: its own text, and no outlet named as its source?"""
    return report.credit.own_report and report.fold.relation not in ("copy", "partial")
