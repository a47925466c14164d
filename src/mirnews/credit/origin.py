"""origin: takes a Credit, returns the link at the far end of its chain: who had the news first, as far as named."""

from __future__ import annotations

from mirnews.model import ChainLink, Credit


def origin_of(credit: Credit) -> ChainLink | None:
    """The outlet that a report goes back to; None for an own report.

    Of several sources side by side, the one named first is followed outward. Press offices, statements and unnamed
    sources are not outlets: a report that has only those is an own report (design terms: origin, relay).
    """
    outlets = {i: link for i, link in enumerate(credit.chain) if link.kind == "outlet" and link.role != "publisher"}
    if not outlets:
        return None
    at = min(outlets)
    seen = {at}
    while (further := _cited_by(at, outlets)) is not None and further not in seen:
        at = further
        seen.add(at)
    return outlets[at]


def _cited_by(at: int, outlets: dict[int, ChainLink]) -> int | None:
    return next((i for i, link in outlets.items() if link.cited_by == at), None)
