"""mirnews page extract."""

from __future__ import annotations

from typing import Any

import click

from mirnews.cli.lines import Answers, file_argument, read_bytes
from mirnews.cli.shapes import article_shape
from mirnews.extract import extract as extract_article
from mirnews.model import Article, Page


@click.group()
def command() -> None:
    """Read pages: HTML, or the plain text of a page."""


@command.command()
@file_argument(many=True)
@click.option("--url", help="Address that the page came from, for relative links.")
def extract(files: tuple[str, ...], url: str | None) -> None:
    """Title, lead, body, times, source line and related headlines: each file as one line of JSON."""
    answers = Answers()
    for path in files:
        try:
            article = extract_article(Page(url, read_bytes(path)))
            answers.put({"path": path, "ok": True, "error": None, **article_shape(article)})
        except OSError as error:
            answers.put(_failed(path, str(error.strerror or error)), failed=True)
    answers.finish()


def _failed(path: str, message: str) -> dict[str, Any]:
    nothing = article_shape(Article(kind="other", profile="none"))
    return {"path": path, "ok": False, "error": {"code": "unreadable", "message": message}, **nothing}
