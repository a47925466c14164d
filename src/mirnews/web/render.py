"""render: a template and its values become an answer with an ETag. The only place that knows Jinja.

Autoescape is on for every template; there is no `|safe` in them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from mirnews.classify import sections
from mirnews.locale import LANGUAGES, Language, messages
from mirnews.persian.letters import isolate
from mirnews.publish.text import direction
from mirnews.web.assets import assets
from mirnews.web.view import View

PUBLIC = "public, max-age=10"  # seconds that a cache may answer for us; a poll brings news every few minutes
PRIVATE = "private, no-cache"  # what a visitor searches for stays out of shared caches
NO_STORE = "no-store"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mirnews.web", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        finalize=_tamed,
    )
    environment.globals["asset"] = lambda name: assets()[name].url
    return environment


def load() -> None:
    """Read templates, style and words now: a server that runs must not mix its code with files that came later."""
    environment = _environment()
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    assets()
    for language in LANGUAGES:
        messages(language)


def page(view: View, template: str, *, status: int = 200, cache: str = PUBLIC, **values: Any) -> Response:
    """An HTML page."""
    html = _environment().get_template(template).render(**_common(view), **values)
    return answer(html.encode("utf-8", "replace"), "text/html; charset=utf-8", status=status, cache=cache)


def answer(body: bytes, media_type: str, *, status: int = 200, cache: str = PUBLIC) -> Response:
    """Bytes with a weak ETag made from them (weak: the same text goes out compressed and not)."""
    response = Response(body, status_code=status, media_type=media_type)
    response.headers["cache-control"] = cache
    if status == 200 and cache != NO_STORE:
        response.headers["etag"] = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    return response


def conditional(request: Request, response: Response) -> Response:
    """The answer, or 304 when the visitor has it already."""
    tag = response.headers.get("etag")
    known = request.headers.get("if-none-match", "")
    if tag is None or not any(_same_tag(tag, one) for one in known.split(",")):
        return response
    kept = {name: response.headers[name] for name in ("etag", "cache-control")}
    return Response(status_code=304, headers=kept)


def text_attributes(view: View, language: str | None) -> Markup:
    """`lang` and `dir` for a block of somebody's text, where they differ from the page's own."""
    language = language or "fa"
    if language == view.language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def _tamed(value: Any) -> Any:
    """What a template prints: plain text loses the characters that turn the direction of what stands around it."""
    return isolate(value) if type(value) is str else value


def _same_tag(ours: str, theirs: str) -> bool:
    return theirs.strip() == "*" or theirs.strip().removeprefix("W/") == ours.removeprefix("W/")


def _common(view: View) -> dict[str, Any]:
    """What every page has: masthead, menu, words."""
    store = view.site.store
    have = {name for name, _ in store.sections()}
    other: Language = "en" if view.language == "fa" else "fa"
    return {
        "v": view,
        "t": view.t,
        "n": view.n,
        "link": view.link,
        "text_attributes": lambda language=None: text_attributes(view, language),
        "menu": [section for section in sections() if section.id in have],
        "today": view.moment(view.now, with_clock=False),
        "latest": store.latest_change(),
        "own_language": Markup(' lang="en" dir="ltr"'),
        "other_language": other,
        "other_href": view.in_language(other).here(),
    }
