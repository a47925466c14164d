"""web: takes a Site (store, search, settings, clock), returns the ASGI application that shows it to readers.

Server-rendered pages and their feeds; no script, no cookie, nothing from elsewhere. Open first: routes.py (which
address is which page), then pages/ (one file a page), then view.py (what a page is given).
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from mirnews.pushing import Pushes
from mirnews.web.headers import SecurityHeaders
from mirnews.web.hub import hub_route
from mirnews.web.render import load
from mirnews.web.routes import failure, routes
from mirnews.web.site import Site

__all__ = ["Site", "create_app"]


def create_app(site: Site, hubs: Pushes | None = None) -> Starlette:
    """The application of a site, with the address that hubs call if there is a desk for them (`hubs`).

    Reads all that its pages are made with.
    """
    load()
    called = [hub_route(hubs)] if hubs else []
    app = Starlette(
        routes=[*routes(), *called],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: failure},
    )
    app.state.site = site
    return app
