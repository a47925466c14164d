"""mirnews url: canon, check."""

from __future__ import annotations

import json

import click

from mirnews.cli.lines import Answers, error_of, file_argument, print_json, read_lines
from mirnews.cli.setting import settings_of
from mirnews.errors import MirNewsError
from mirnews.fetch.guard import Guard, verdict
from mirnews.urls import canonical, whatwg


@click.group()
def command() -> None:
    """Addresses: their canonical form, and whether the fetcher may go there."""


@command.command()
@file_argument()
@click.option("--whatwg", "plain", is_flag=True, help="Only the URL standard, without our own rules.")
def canon(file: str, plain: bool) -> None:
    """URL, URL<TAB>BASE or {"url","base"} a line: the address as we keep it."""
    form = whatwg if plain else canonical
    answers = Answers()
    for line in read_lines(file):
        url, base = _read(line)
        try:
            answers.put({"input": line, "url": form(url, base), "error": None})
        except MirNewsError as error:
            answers.put({"input": line, "url": None, "error": error_of(error)}, failed=True)
    answers.finish()


@command.command()
@file_argument()
@click.option("--no-resolve", is_flag=True, help="Do not look names up.")
@click.pass_context
def check(ctx: click.Context, file: str, no_resolve: bool) -> None:
    """May the fetcher go there? No connection is made."""
    fetch = settings_of(ctx).fetch
    guard = Guard(allow_private=fetch.allow_private, allow_ports=fetch.allow_ports)
    for line in read_lines(file):
        url, base = _read(line)
        try:
            full = whatwg(url, base)
        except MirNewsError:
            print_json({"input": line, "allowed": False, "reason": "invalid"})
            continue
        found = verdict(full, guard, resolve=not no_resolve)
        print_json({"input": line, "allowed": found.allowed, "reason": found.reason})


def _read(line: str) -> tuple[str, str | None]:
    if line.lstrip().startswith("{"):
        try:
            value = json.loads(line)
            url, base = value["url"], value.get("base")
            if isinstance(url, str) and (base is None or isinstance(base, str)):
                return url, base
        except (ValueError, KeyError, RecursionError):
            pass
    url, _, base = line.partition("\t")
    return url, base or None
