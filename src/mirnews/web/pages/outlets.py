"""outlets: `/o`: every outlet with reports in the archive, and how many."""

from __future__ import annotations

from starlette.responses import Response

from mirnews.web.names import outlet
from mirnews.web.render import page
from mirnews.web.view import View


def outlets(view: View) -> Response:
    """The list of outlets, most reports first."""
    known = view.site.store.outlets()
    rows = [
        (
            outlet(view, outlet_id, name, invented),
            number,
            view.site.known.get(outlet_id),
            view.site.settings.rights_of(outlet_id),
        )
        for outlet_id, name, number, invented in known
    ]
    return page(
        view,
        "outlets.html",
        title=view.plain("outlets.title"),
        rows=rows,
        with_places=any(row and row.place for _, _, row, _ in rows),
        with_sites=any(row and row.domains for _, _, row, _ in rows),
        total=view.site.store.count(),
        outlets=len(known),
    )
