"""relation: what a report is beside the others, in words: a copy, a copy of a part, a relay, an own report."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from mirnews.model import Report
from mirnews.publish.relation import Copied, copied
from mirnews.web.chain import sources, starred
from mirnews.web.names import outlet
from mirnews.web.provenance import provenance
from mirnews.web.view import View


@dataclass(frozen=True, slots=True)
class Relation:
    """«رونوشت هامون*» with the note «بدون ذکر منبع», «نقل از خبرگزاری مهر» … `href` is the original's page, `title` its
    headline.
    """

    kind: str
    words: Markup
    href: str | None = None
    note: Markup | None = None
    title: str = ""


def relation(view: View, report: Report) -> Relation:
    """The relation of a report. Copy comes before own."""
    found = copy_of(view, report)
    if found:
        return copy_words(view, found)
    chain = provenance(starred(report), view.site.known)
    if chain.own_report or not chain.steps:
        return Relation("own", view.t("chain.own_short"))
    return Relation("relay", view.t("relation.relay", source=sources(view.words, chain.steps[0])))


def copy_of(view: View, report: Report) -> Copied | None:
    """Whose text a report carries, with the original as the archive has it."""
    return copied(report, original(view, report))


def original(view: View, report: Report) -> Report | None:
    """The report that a copy is a copy of, if there is one."""
    return view.site.store.report(report.fold.of) if report.fold.of is not None else None


def copy_words(view: View, found: Copied) -> Relation:
    """«رونوشت هامون*» with its link; whose text it is stays unsaid when that report is not shown any more."""
    kind = "copy" if found.whole else "partial"
    if found.original is None:
        return Relation(kind, view.t(f"relation.{kind}_alone"))
    words = view.t(f"relation.{kind}", outlet=named(view, found.original))
    note = None if found.credited else view.t("relation.uncredited")
    title = found.original.repaired("title").text
    return Relation(kind, words, view.link(f"/a/{found.original.id}"), note, title)


def named(view: View, report: Report) -> Markup:
    """The outlet of a report inside a sentence, in the visitor's language."""
    return outlet(view, report.outlet, report.outlet_name, report.invented).words
