"""mirnews feed parse."""

from __future__ import annotations

from typing import Any

import click

from mirnews import sources
from mirnews.cli.lines import Answers, error_of, file_argument, read_bytes
from mirnews.cli.shapes import feed_shape
from mirnews.errors import MirNewsError
from mirnews.model import Feed


@click.group()
def command() -> None:
    """Read feeds: RSS, Atom, JSON Feed, news sitemaps."""


@command.command()
@file_argument(many=True)
@click.option("--url", help="Address that the feed came from, for relative links.")
@click.option("--content-type", help="Content-Type header that it came with.")
def parse(files: tuple[str, ...], url: str | None, content_type: str | None) -> None:
    """Each file as one line of JSON, however broken the feed is."""
    answers = Answers()
    for path in files:
        try:
            feed = sources.read(read_bytes(path), url=url, content_type=content_type)
            answers.put({"path": path, "ok": True, "error": None, **feed_shape(feed)})
        except MirNewsError as error:
            answers.put(_failed(path, error_of(error)), failed=True)
        except OSError as error:
            answers.put(_failed(path, {"code": "unreadable", "message": str(error.strerror or error)}), failed=True)
    answers.finish()


def _failed(path: str, error: dict[str, str]) -> dict[str, Any]:
    return {"path": path, "ok": False, "error": error, **feed_shape(Feed("unknown"))}
