"""routes: which address is which page, and what becomes of a fault. Only GET and HEAD.

`hub.py` has the one address beside these that takes more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mirnews.errors import MirNewsError
from mirnews.observe import Log
from mirnews.publish.record import FORMATS
from mirnews.web.assets import assets
from mirnews.web.pages import health
from mirnews.web.pages.about import about
from mirnews.web.pages.article import article
from mirnews.web.pages.errors import error_page
from mirnews.web.pages.front import front, front_feed
from mirnews.web.pages.opml import opml
from mirnews.web.pages.ops import ops
from mirnews.web.pages.outlets import outlets
from mirnews.web.pages.quality import quality
from mirnews.web.pages.rank import rank
from mirnews.web.pages.search import search, search_feed
from mirnews.web.pages.section import section
from mirnews.web.pages.source import source
from mirnews.web.pages.story import story
from mirnews.web.query import BadRequest, language
from mirnews.web.render import answer, conditional
from mirnews.web.site import Site
from mirnews.web.view import View, origin_of

PageFunction = Callable[..., Response]

_GZIP = [Middleware(GZipMiddleware, minimum_size=500)]
_FOREVER = "public, max-age=31536000, immutable"
_STATUS_WORDS = {404: "status.404_words", 405: "status.405_words"}


def routes() -> list[Route]:
    """All addresses of the site."""
    pages: list[tuple[str, PageFunction]] = [
        ("/", front),
        ("/a/{number:int}", article),
        ("/n/{name}", story),
        ("/s/{name}", section),
        ("/o", outlets),
        ("/o/{name}", source),
        ("/q", search),
        ("/ops", ops),
        ("/opml", opml),
        ("/rank", rank),
        ("/quality", quality),
        ("/about", about),
        ("/healthz", health.alive),
        ("/readyz", health.ready),
        ("/robots.txt", health.robots),
    ]
    for wanted in FORMATS:
        pages += [
            (f"/index.{wanted}", partial(front_feed, wanted=wanted)),
            (f"/q.{wanted}", partial(search_feed, wanted=wanted)),
        ]
    return [
        *(Route(path, _endpoint(one), middleware=_GZIP) for path, one in pages),
        Route("/static/{digest}/{name}.css", _static, middleware=_GZIP),
        Route("/static/{digest}/{name}", _static),  # the font is compressed in itself
    ]


def failure(request: Request, error: Exception) -> Response:
    """The answer to an address that is none (404), a method that is none (405)."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = _error(view_of(request, lenient=True), status, _STATUS_WORDS.get(status, "status.500_words"))
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def view_of(request: Request, *, lenient: bool = False) -> View:
    """The request as pages see it; raises BadRequest for a language that we do not speak, unless `lenient`."""
    site: Site = request.app.state.site
    default = site.settings.site.language
    try:
        chosen = language(request.query_params, default)
    except BadRequest:
        if not lenient:
            raise
        chosen = default
    origin = origin_of(site, request.url.scheme, request.headers.get("host", ""))
    return View(site, chosen, request.url.path, dict(request.query_params), origin)


def _endpoint(page: PageFunction) -> Callable[[Request], Response]:
    """A page as an endpoint. It is not `async`, so that reading the archive never holds up the others."""

    def endpoint(request: Request) -> Response:
        return conditional(request, _answer(page, request, request.path_params))

    return endpoint


def _answer(page: PageFunction, request: Request, parameters: dict[str, Any]) -> Response:
    lenient = view_of(request, lenient=True)
    try:
        return page(view_of(request), **parameters)
    except BadRequest as error:
        return error_page(lenient, 400, error.key)
    except HTTPException as error:
        return failure(request, error)
    except MirNewsError as error:
        return _fault(lenient, 503, error.code)
    except Exception as error:  # a fault of ours is one line in the log and a page in words, never a traceback
        return _fault(lenient, 500, type(error).__name__)


def _fault(view: View, status: int, cause: str) -> Response:
    """The page of a fault; the log gets the kind of page, never what the visitor asked for."""
    kind = "/" + view.path.strip("/").split("/")[0][:20]
    Log().error("a page could not be made", page=kind, cause=cause)
    return _error(view, status, f"status.{status}_words")


def _error(view: View, status: int, key: str) -> Response:
    """An error page, or its words alone when the archive, which the menu is made from, cannot be read."""
    try:
        return error_page(view, status, key)
    except MirNewsError:
        return answer(view.plain(key).encode(), "text/plain; charset=utf-8", status=status, cache="no-store")


def _static(request: Request) -> Response:
    found = assets().get(request.url.path.rsplit("/", 1)[-1])
    if found is None:
        raise HTTPException(404)
    fresh = found.digest == request.path_params["digest"]
    response = answer(found.body, found.media_type, cache=_FOREVER if fresh else "no-cache")
    return conditional(request, response)
