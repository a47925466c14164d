"""names: what an outlet is called on every page: the catalogue's name where it has one, a star for a made-up outlet."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from mirnews.locale import Language
from mirnews.model import Outlet, Report
from mirnews.persian.letters import isolate
from mirnews.web.view import View

INVENTED = "invented"  # the kind of an outlet that only a demo has


@dataclass(frozen=True, slots=True)
class OutletName:
    """An outlet on a page: its name, its page, a star when it is made up, and the language that the name is in."""

    name: str
    href: str | None
    star: bool
    language: str

    @property
    def plain(self) -> str:
        """The name with its star, as plain text."""
        return f"{self.name}*" if self.star else self.name

    @property
    def words(self) -> Markup:
        """The name with its star inside a sentence."""
        return Markup('<bdi lang="{}">{}</bdi>').format(self.language, isolate(self.plain))


def outlet(view: View, outlet_id: str | None, name: str, invented: bool) -> OutletName:
    """An outlet's name in the visitor's language where the catalogue has one; `name` is what it is called else."""
    known = view.site.known.get(outlet_id)
    star = invented or name.rstrip().endswith("*") or (known is not None and known.kind == INVENTED)
    if known and star > (known.kind == INVENTED):
        known = None  # a made-up report is no real outlet's
    bare = called(known, name, view.language)
    language = "en" if bare.isascii() else "fa"
    return OutletName(bare, view.link(f"/o/{outlet_id}") if outlet_id else None, star, language)


def report_link(view: View, report: Report) -> Markup:
    """A link to a report by its outlet's name; it says aloud that it does not lead to the outlet."""
    whose = outlet(view, report.outlet, report.outlet_name, report.invented)
    words = view.t("story.report_of", outlet=whose.plain, time=view.short(report.at).text)
    link = Markup('<a class="in" href="{}" aria-label="{}">{}</a>')
    return link.format(view.link(f"/a/{report.id}"), words, whose.words)


def called(known: Outlet | None, written: str, language: Language) -> str:
    """The catalogue's name of an outlet in a language, or the written one; without star and remark."""
    name = known.name if known else written
    if known and known.name_en and language == "en":
        name = known.name_en.split(" (")[0]
    return name.rstrip("* ")
