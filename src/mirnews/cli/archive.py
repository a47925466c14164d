"""archive: open what is in the data folder, and close it again. Light: commands that only look need no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from mirnews.config import Settings
from mirnews.errors import Misconfigured, TryLater
from mirnews.search import Search, open_search, update_index
from mirnews.store import Store, open_store


def existing(settings: Settings) -> Settings:
    """The settings, for a command that only reads. Raises Misconfigured (`no_archive`) where there is none yet."""
    if not (settings.data_dir / "archive.sqlite").exists():
        raise Misconfigured(
            "no_archive", f"there is no archive in {settings.data_dir}; is the path right? 'mirnews up' makes one"
        )
    return settings


def refuse_demo(store: Store) -> None:
    """A demo's publishers only run inside it: raises a usage error where this is the archive of one."""
    if any(source.invented for source in store.sources()):
        raise click.UsageError("this is the archive of a demo, whose publishers only run in: mirnews demo")


@contextmanager
def archive(settings: Settings) -> Iterator[tuple[Store, Search]]:
    """The store and the index of the data folder, closed at the end."""
    folder = settings.data_dir
    store = open_store(folder / "archive.sqlite", keep_feeds=settings.data.keep_feeds)
    try:
        search = open_search(folder / "search")
        try:
            yield store, search
        finally:
            search.close()
    finally:
        store.close()


@contextmanager
def archive_only(settings: Settings) -> Iterator[Store]:
    """The store of the data folder alone, closed at the end."""
    store = open_store(settings.data_dir / "archive.sqlite", keep_feeds=settings.data.keep_feeds)
    try:
        yield store
    finally:
        store.close()


def refresh_index(store: Store, search: Search) -> None:
    """Bring the index up to date, unless another process is about that already."""
    try:
        update_index(store, search)
    except TryLater as error:
        click.echo(f"mirnews: {error.message}; what came last may be missing from search for a moment", err=True)
