"""web: takes a Site (store, search, settings, clock), returns the ASGI application that shows it to readers.

Server-rendered pages and their feeds; no script, no cookie, nothing from elsewhere. Open first: routes.py (which
address is which page), then pages/ (one file a page), then view.py (what a page is given).
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from mirnews.web.headers import SecurityHeaders
from mirnews.web.render import load
from mirnews.web.routes import failure, routes
from mirnews.web.site import Site

__all__ = ["Site", "create_app"]


def create_app(site: Site) -> Starlette:
    """The application of a site. Reads all that its pages are made with."""
    load()
    app = Starlette(
        routes=routes(), middleware=[Middleware(SecurityHeaders)], exception_handlers={HTTPException: failure}
    )
    app.state.site = site
    return app
