"""origin: takes a Credit, returns the way outward along its chain to who had the news first, as far as named."""

from __future__ import annotations

from mirnews.model import ChainLink, Credit


def way_of(credit: Credit) -> list[ChainLink]:
    """The outlets from the one that a report cites to the one that it goes back to; none for an own report.

    Of several sources side by side, the one named first is followed outward. Press offices, statements and unnamed
    sources are not outlets: a report that has only those is an own report.
    """
    outlets = {i: link for i, link in enumerate(credit.chain) if link.kind == "outlet" and link.role != "publisher"}
    if not outlets:
        return []
    way = [min(outlets)]
    while (further := _cited_by(way[-1], outlets)) is not None and further not in way:
        way.append(further)
    return [outlets[at] for at in way]


def _cited_by(at: int, outlets: dict[int, ChainLink]) -> int | None:
    return next((i for i, link in outlets.items() if link.cited_by == at), None)
