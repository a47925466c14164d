"""items: a report as one item of a feed, cut to the rights of its outlet."""

from __future__ import annotations

from typing import Any

from mirnews.config import Settings
from mirnews.model import ChainLink, Headline, Report
from mirnews.persian.letters import isolate
from mirnews.publish import text
from mirnews.publish.atom import stamp
from mirnews.publish.excerpt import verbatim_excerpt
from mirnews.publish.record import ItemOut
from mirnews.publish.relation import Copied, copied, is_own
from mirnews.publish.rights import shown


def item(
    report: Report,
    settings: Settings,
    *,
    url: str,
    identity: str,
    section: str,
    untitled: str,
    original: Report | None = None,
    copies: tuple[Headline, ...] = (),
) -> ItemOut:
    """The item of a report: `url` is our page of it, `section` a name to print, `untitled` stands in for a title.

    `identity` is the same whoever asks under whatever name of the host: readers know an item by it.

    `original` is the report that `fold.of` names, for a copy.
    """
    seen = shown(report, settings)
    title = (seen.title.text if seen.title else None) or verbatim_excerpt(seen) or untitled
    return ItemOut(
        id=identity,
        url=url,
        title=title,
        outlet=outlet_name(report.outlet_name, report.invented),
        section=section,
        updated=report.changed_at if report.revision > 1 else report.published or report.first_seen,
        published=report.published,
        original=web_address(report.url),
        lead=seen.lead.text if seen.lead else None,
        paragraphs=tuple(paragraph.text for paragraph in seen.paragraphs),
        cut=seen.cut,
        whole=seen.rights == "full",
        language=report.article.language or "fa",
        extra=_extra(report, copied(report, original), copies),
    )


def outlet_name(name: str, invented: bool) -> str:
    """An outlet's name in plain text; a made-up one ends with a star."""
    bare = isolate(text.clean(name)).rstrip("* ")
    return f"{bare}*" if invented or name.rstrip().endswith("*") else bare


def web_address(url: str | None) -> str | None:
    """The address if it is a web address, else None: nothing else is ever linked."""
    return text.clean(url) if url and url.lower().startswith(("https://", "http://")) else None


def _extra(report: Report, copy_of: Copied | None, copies: tuple[Headline, ...]) -> dict[str, Any]:
    return {
        "chain": [_link(link) for link in report.credit.chain],
        "first_seen": stamp(report.first_seen),
        "own_report": is_own(report),
        "invented": report.invented,
        "outlet": report.outlet,
        "section": report.section,
        "sections": list(report.sections),
        "revision": report.revision,
        "relation": report.fold.relation,
        "of": _of(copy_of) if copy_of else None,
        "copies": [
            {"id": copy.id, "outlet": copy.outlet, "name": outlet_name(copy.outlet_name, copy.invented)}
            for copy in copies
            if report.fold.relation != "copy"
        ],
    }


def _of(copy_of: Copied) -> dict[str, Any] | None:
    """The report whose text it is, and whether it is credited; None when that one is not shown any more."""
    first = copy_of.original
    if first is None:
        return None
    name = outlet_name(first.outlet_name, first.invented)
    return {"id": first.id, "outlet": first.outlet or first.source_id, "name": name, "credited": copy_of.credited}


def _link(link: ChainLink) -> dict[str, Any]:
    return {
        "name": text.clean(link.name),
        "outlet": link.outlet,
        "kind": link.kind,
        "role": link.role,
        "from": link.cited_by,
    }
