"""mirnews page learn: what can be learned from a dozen pages of one site; and --profile, by which it is used."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click

from mirnews.cli.archive import archive_only, existing
from mirnews.cli.lines import read_bytes
from mirnews.cli.setting import data_option, settings_of
from mirnews.clock import Clock
from mirnews.errors import MirNewsError
from mirnews.extract.learned import LearnedProfile, from_toml, to_toml
from mirnews.extract.learning import AT_LEAST, MOST_PAGES
from mirnews.extract.learning import learn as learn_from
from mirnews.model import Page
from mirnews.profiling import adopt, site_of
from mirnews.store import Store
from mirnews.store.port import Range

READ = 500  # kept pages of a source, among which those of its one site are looked for
BACK = (timedelta(days=3), timedelta(days=30), None)  # how far back, until there are pages enough


def _read_profile(ctx: click.Context, option: click.Parameter, path: str | None) -> LearnedProfile | None:
    if path is None:
        return None
    try:
        return from_toml(read_bytes(path).decode("utf-8"))
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{path}: not UTF-8") from None
    except MirNewsError as error:
        raise click.UsageError(f"{path}: {error.message}") from None


profile_option: Callable[[Callable[..., None]], Callable[..., None]] = click.option(
    "--profile", "known", metavar="FILE", callback=_read_profile, help="What was learned of the site (page learn)."
)


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option("--source", "source_id", metavar="ID", help="Learn from the kept pages of this source instead of files.")
@click.option("--site", metavar="HOST", help="Name of the site, for files.")
@click.option("--out", metavar="FILE", help="Write the profile there instead of printing it.")
@click.option(
    "--adopt", "edited", metavar="FILE", callback=_read_profile, help="Use this profile for its site from now on."
)
@data_option
@click.pass_context
def learn(
    ctx: click.Context,
    files: tuple[str, ...],
    source_id: str | None,
    site: str | None,
    out: str | None,
    edited: LearnedProfile | None,
    data: str | None,
) -> None:
    """Learn from a dozen pages of one site where its title, lead, text and date stand: a profile as TOML.

    It is tried on pages that were held back; where it does not read those, nothing is printed and the exit code is 3.
    """
    if sum(map(bool, (files, source_id, edited))) != 1:
        raise click.UsageError("give the pages of one site as FILE…, a source by --source ID, or a profile by --adopt")
    if edited is not None:
        with archive_only(existing(settings_of(ctx, data__dir=data))) as store:
            adopt(store, edited, now=Clock().now())
        click.echo(f"mirnews: pages of {edited.site} are read by this profile now", err=True)
        return
    if source_id is not None:
        with archive_only(existing(settings_of(ctx, data__dir=data))) as store:
            pages = _kept(store, source_id)
        site = site or site_of(pages[-1].url if pages else None)
    else:
        pages = [_page(path) for path in files]
    known = learn_from(pages, site=site or "a site", at=Clock().now())
    if known is None:
        click.echo(f"mirnews: {_why_not(len(pages))}", err=True)
        sys.exit(3)
    _put(to_toml(known), out)


def _why_not(pages: int) -> str:
    if pages < AT_LEAST:
        return f"{pages} pages are too few to learn from; a dozen of one site are enough"
    return f"the {pages} pages have too little in common: are they articles of one site, in one layout?"


def _page(path: str) -> Page:
    try:
        return Page(None, read_bytes(path))
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror or error}") from None


def _kept(store: Store, source_id: str) -> list[Page]:
    """The newest kept pages of a source, of the one site that most of them are of."""
    if store.source(source_id) is None:
        raise click.UsageError(f"no source {source_id}; see: mirnews source list")
    now, found = Clock().now(), []
    for back in BACK:
        found = store.kept_pages(Range(now - back if back else None, source_id=source_id), after=0, limit=READ)
        if len(found) >= MOST_PAGES:
            break
    newest = {one.report_id: one.raw for one in found}.values()
    sites = Counter(site_of(raw.url) for raw in newest)
    if not sites:
        return []
    (site, _), *_ = sites.most_common(1)
    chosen = [raw for raw in newest if site_of(raw.url) == site][-MOST_PAGES:]
    return [Page(raw.url, raw.body, raw.content_type, raw.fetched_at) for raw in chosen]


def _put(text: str, out: str | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    try:
        Path(out).write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{out}: {error.strerror or error}") from None
