"""paths: by whom a relay has its news, outlet by outlet: takes standings and whole reports, for the chain of a story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mirnews.credit import origin_of
from mirnews.desk import origin
from mirnews.model import ChainLink, Origin, Report, Standing
from mirnews.stories.standing import kind_of


def paths(found: Iterable[Standing], reports: Mapping[int, Report]) -> dict[int, list[Origin]]:
    """For each relay whose credit is at hand: the outlets from its origin to the nearest one that it cites."""
    found = list(found)
    known = {one.outlet: one for standing in found for one in _origins_of(standing) if one.outlet}
    return {
        one.report.headline.id: [known.get(link.outlet or "") or origin(link.outlet, link.name) for link in path]
        for one in found
        if kind_of(one) == "relay" and (path := _path(reports.get(one.report.headline.id)))
    }


def _path(report: Report | None) -> list[ChainLink]:
    """The outlets of a chain from its far end to the one next to the publisher."""
    far = origin_of(report.credit) if report else None
    path: list[ChainLink] = []
    while report and far is not None and far.role != "publisher" and far not in path:
        if far.kind == "outlet":
            path.append(far)
        far = report.credit.chain[far.cited_by] if far.cited_by is not None else None
    return path


def _origins_of(standing: Standing) -> Iterable[Origin]:
    report = standing.report
    return (one for one in (report.origin, report.publisher) if one is not None)
