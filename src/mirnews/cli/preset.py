"""preset: the choice of a first start: which outlets are polled. Nothing is polled that nobody asked for."""

from __future__ import annotations

import sys

import click

from mirnews.cli.exchange import add_all, preset_sources
from mirnews.config import Settings
from mirnews.locale import messages
from mirnews.outlets import PRESETS, Preset, preset
from mirnews.store import Store


def first_start(store: Store, settings: Settings) -> None:
    """Where there are no sources: ask which preset to poll when somebody is there to answer, else say how to choose.

    An archive that has reports is no first start: whoever removed its sources meant it.
    """
    if store.sources():
        return
    if store.count() == 0 and sys.stdin.isatty() and sys.stdout.isatty():
        add_preset(ask(), store, settings)
    if not store.sources():
        names = "|".join(PRESETS[:-1])
        click.echo(f"mirnews: nothing is polled yet; choose: mirnews up --preset {names}", err=True)
        click.echo("mirnews: or add your own: mirnews source add URL (a demo: mirnews demo)", err=True)


def add_preset(name: Preset, store: Store, settings: Settings) -> None:
    """Add the sources of a preset that are not there yet, with one line that says how many."""
    wanted = preset_sources(name)
    added = add_all(wanted, store, settings)
    click.echo(f"mirnews: preset {name}: {added} added, {len(wanted) - added} left out", err=True)


def ask() -> Preset:
    """Ask on the terminal, in English with the Persian words beside; the answer of an empty line is none."""
    english, persian = messages("en"), messages("fa")
    click.echo(f"{english('preset.question')}  {persian('preset.question')}", err=True)
    for name in PRESETS:
        words = f"{english(f'preset.{name}')} · {persian(f'preset.{name}')}"
        click.echo(f"  {name:<7} {words}{_size(name)}", err=True)
    answer: Preset = click.prompt(
        "preset", type=click.Choice(PRESETS), default="none", show_choices=False, err=True, prompt_suffix=": "
    )
    return answer


def _size(name: Preset) -> str:
    outlets = preset(name)
    return f" ({len(outlets)} outlets, {sum(len(one.feeds) for one in outlets)} feeds)" if outlets else ""
