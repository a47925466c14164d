"""mirnews open FILE: a page somebody has becomes an article of the archive and is shown."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from mirnews import desk
from mirnews.cli.archive import archive, refresh_index
from mirnews.cli.lines import print_json, read_bytes
from mirnews.cli.running import serve, site_app, write_out
from mirnews.cli.setting import logging_of, server_options, settings_of
from mirnews.cli.shapes import article_shape, credit_shape, edit_shape
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.extract import extract
from mirnews.locale import Language
from mirnews.model import Article, Page, Source, field_text, repaired, text_fields
from mirnews.reading import save
from mirnews.store import Draft, RawPage, Store
from mirnews.stories import group_headlines
from mirnews.telling import tell_all
from mirnews.web import Site
from mirnews.web.standalone import Opened, render

OPENED = Source(id=desk.OPENED, url="", name="", enabled=False)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--html", "out", type=click.Path(dir_okay=False), help="Write one self-contained page and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found and stop.")
@click.option("--url", help="Address that the page came from.")
@click.option("--lang", type=click.Choice(["fa", "en"]), default="fa", show_default=True, help="Language of --html.")
@server_options
@click.pass_context
def command(
    ctx: click.Context,
    file: str,
    out: str | None,
    as_json: bool,
    url: str | None,
    lang: Language,
    port: int | None,
    host: str | None,
    data: str | None,
) -> None:
    """Heal a page that you have (HTML, or the plain text of a page).

    Without --html and --json it becomes an article of the archive and is served until stopped.
    """
    settings = settings_of(ctx, server__port=port, server__host=host, data__dir=data)
    body = read_bytes(file)
    if len(body) > settings.fetch.max_bytes:
        raise click.UsageError(
            f"{file} has more than {settings.fetch.max_bytes} bytes (fetch.max_bytes); it is not read"
        )
    clock = Clock()
    article = extract(Page(url, body), at=clock.now())
    made = desk.draft(article, None, _source(article), url=url, canonical_url=None, now=clock.now())
    groups = _groups(made)
    if article.kind != "article":
        click.echo(f"mirnews: {file}: no article was found in it ({article.kind})", err=True)
        sys.exit(1)
    if out:
        write_out(Path(out), render(_opened(made, groups, Path(file).name), lang=lang, made_at=clock.now()))
    if as_json:
        print_json(_shape(made, groups))
    click.echo(_summary(made, groups), err=True)
    if out or as_json:
        return
    _keep_and_serve(settings, made, body, clock)


def _source(article: Article) -> Source:
    return Source(id=OPENED.id, url="", name=article.site_name or "", enabled=False)


def _groups(made: Draft) -> list[list[int]]:
    names = [f"related.{index}" for index in range(len(made.article.related))]
    return group_headlines([repaired(made.article, made.repairs, name).text for name in names])


def _opened(made: Draft, groups: list[list[int]], file_name: str) -> Opened:
    return Opened(made.article, made.repairs, made.credit, groups, file_name)


def _shape(made: Draft, groups: Sequence[Sequence[int]]) -> dict[str, Any]:
    return {
        "article": article_shape(made.article),
        "repairs": {name: [edit_shape(edit) for edit in edits] for name, edits in made.repairs.items()},
        **credit_shape(made.credit),
        "groups": [list(group) for group in groups],
    }


def _summary(made: Draft, groups: Sequence[Sequence[int]]) -> str:
    article = made.article
    named = {
        name: repaired(article, made.repairs, name).text
        for name in ("title", "source_line")
        if field_text(article, name)
    }
    chain = " <- ".join(link.name for link in made.credit.chain)
    edits = sum(len(made.repairs.get(name, ())) for name, _ in text_fields(article))
    return (
        f"site: {article.site_name or '-'}\ntitle: {named.get('title', '-')}\n"
        f"published: {article.published.text() if article.published else '-'}\n"
        f"paragraphs: {len(article.paragraphs)}\nsource line: {named.get('source_line', '-')}\n"
        f"related headlines: {len(article.related)}, in {len(groups)} stories\nchain: {chain}\nrepairs: {edits}"
    )


def _keep_and_serve(settings: Settings, made: Draft, body: bytes, clock: Clock) -> None:
    log = logging_of(settings)
    with archive(settings) as (store, search):
        store.add_source(OPENED, now=clock.now())
        named = _named(made, body)
        report_id, _ = save(store, named, now=clock.now(), raw=RawPage(named.url, None, clock.now(), body))
        refresh_index(store, search)
        log.info("page opened", article=report_id)

        async def announce(address: str) -> None:
            click.echo(f"article {address}a/{report_id}")

        site = Site(store=store, search=search, settings=settings, clock=clock)
        # A large archive takes a while until it is told; the page is there at once.
        asyncio.run(serve(site_app(site), settings, beside=[lambda: _tell(store)], when_ready=announce))


async def _tell(store: Store) -> None:
    await asyncio.to_thread(tell_all, store)
    await asyncio.Event().wait()


def _named(made: Draft, body: bytes) -> Draft:
    """The same bytes are the same article, however often they are opened."""
    return replace(made, guid=hashlib.blake2b(body, digest_size=12).hexdigest())
