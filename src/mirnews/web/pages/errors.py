"""errors: what a visitor reads when there is no page: wrong address or parameter, removed, our fault."""

from __future__ import annotations

from starlette.responses import Response

from mirnews.web.render import NO_STORE, page
from mirnews.web.view import View


def error_page(view: View, status: int, key: str, *, reason: str | None = None) -> Response:
    """An error page; `key` is a sentence of the locale, `reason` the operator's own words beside it."""
    title = view.plain(f"status.{status}" if status in (400, 404, 405, 410, 503) else "status.500")
    return page(
        view,
        "error.html",
        status=status,
        cache=NO_STORE,
        title=title,
        status_code=status,
        words=view.t(key),
        reason=reason,
    )
