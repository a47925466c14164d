"""mirnews robots check."""

from __future__ import annotations

from typing import Any

import click

from mirnews.cli.lines import answer_json_lines, file_argument
from mirnews.fetch.robots import allowed


@click.group()
def command() -> None:
    """What robots.txt allows."""


@command.command()
@file_argument()
def check(file: str) -> None:
    """{"robots","agent","url"} a line: may this agent fetch this address?"""

    def answer(value: Any) -> dict[str, Any]:
        texts = [value[name] for name in ("robots", "agent", "url")]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("robots, agent and url must be strings")
        return {"allowed": allowed(*texts)}

    answer_json_lines(file, answer, {"allowed": None}, wanted='{"robots","agent","url"}, all strings')
