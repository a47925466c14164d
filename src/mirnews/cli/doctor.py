"""mirnews doctor: check this installation, or one source step by step."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from importlib import resources

import click

from mirnews import sources as reading
from mirnews.cli.archive import archive_only
from mirnews.cli.setting import data_option, settings_of
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError
from mirnews.extract import extract
from mirnews.fetch import Door
from mirnews.model import Page

LOW_DISK_BYTES = 500_000_000

Finding = tuple[bool, str]  # is it well?, one line


@click.command()
@click.argument("source_id", required=False, metavar="[SOURCE]")
@data_option
@click.pass_context
def command(ctx: click.Context, source_id: str | None, data: str | None) -> None:
    """What works, what does not, and what to do."""
    settings = settings_of(ctx, data__dir=data)
    findings = asyncio.run(_collect(source_id, settings)) if source_id else list(_installation(settings))
    for is_well, line in findings:
        click.echo(f"{'ok  ' if is_well else 'BAD '} {line}")
    if not all(is_well for is_well, _ in findings):
        sys.exit(1)


def _installation(settings: Settings) -> Iterator[Finding]:
    yield True, f"Python {platform.python_version()} on {platform.system()}"
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield os.access(folder, os.W_OK), f"data folder {folder} is writable"
        free = shutil.disk_usage(folder).free
        yield free > LOW_DISK_BYTES, f"{free / 1e9:.1f} GB free beside the archive"
    except OSError as error:
        yield False, f"data folder {folder}: {error.strerror}; choose another with --data"
        return
    try:
        with archive_only(settings) as store:
            damage = store.check()
            kept = f"{store.count()} articles, {store.waiting_count()} entries waiting"
            yield not damage, "; ".join(damage) or f"{store.engine()}, archive is whole: {kept}"
    except MirNewsError as error:
        yield False, error.message
    font = resources.files("mirnews.web").joinpath("static", "vazirmatn-fa.woff2")
    yield font.is_file(), "the font of the pages is there"
    told = "is told to hosts" if settings.site.contact else "is empty: hosts cannot reach you; better set it"
    yield True, f"site.contact {told}"


async def _collect(source_id: str, settings: Settings) -> list[Finding]:
    return [finding async for finding in _source(source_id, settings)]


async def _source(source_id: str, settings: Settings) -> AsyncIterator[Finding]:
    with archive_only(settings) as store:
        source, polled = store.source(source_id), store.polls().get(source_id)
    if source is None or polled is None:
        click.echo(f"mirnews: no source {source_id}; see: mirnews source list", err=True)
        sys.exit(3)
    yield polled.failures == 0, f"last poll {polled.last_polled or 'never'}: {polled.state} {polled.detail}"
    clock = Clock()
    async with Door(settings.fetch, clock, contact=settings.site.contact) as door:
        try:
            response = await door.get(source.url, accept="feed")
            yield (
                True,
                f"{response.status} from {response.final_url}, {len(response.body)} bytes, {response.content_type}",
            )
            if response.moved_to:
                change = f"mirnews source add {response.moved_to} --id {source_id}"
                yield False, f"moved for good to {response.moved_to}; change it: {change}"
            read = reading.reader(source.kind)
            feed = read(response.body, url=response.final_url, content_type=response.content_type, at=clock.now())
            yield (
                not feed.malformed,
                f"{feed.format}, {len(feed.entries)} entries" + (", repaired" if feed.malformed else ""),
            )
            link = next((entry.url for entry in feed.entries if entry.url), None)
            if link is None:
                yield False, "no entry has a link"
                return
            answer = await door.get(link, accept="page")
            article = extract(
                Page(answer.final_url, answer.body, answer.content_type, answer.fetched_at), at=clock.now()
            )
            length = sum(map(len, article.paragraphs))
            yield (
                article.kind == "article",
                f"first page: {article.kind} by {article.profile}, {length} characters, {link}",
            )
        except MirNewsError as error:
            yield False, f"{error.message} [{error.code}]"
