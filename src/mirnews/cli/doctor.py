"""mirnews doctor: check this installation, or one source step by step."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib import resources

import click

from mirnews import schedule
from mirnews.cli.archive import archive_only
from mirnews.cli.examine import Examination, Patient
from mirnews.cli.examined import Mark, verdict
from mirnews.cli.setting import data_option, settings_of
from mirnews.cli.states import advice_words, sign_words, state_words, value_words
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError
from mirnews.locale import Language, messages
from mirnews.persian.health import HISTORY

LOW_DISK_BYTES = 500_000_000

Finding = tuple[bool, str]  # is it well?, one line


@click.command()
@click.argument("source_id", required=False, metavar="[SOURCE]")
@click.option(
    "--lang", type=click.Choice(["fa", "en"]), default="en", show_default=True, help="Language, for a source."
)
@data_option
@click.pass_context
def command(ctx: click.Context, source_id: str | None, lang: Language, data: str | None) -> None:
    """What works, what does not, and what to do."""
    settings = settings_of(ctx, data__dir=data)
    if source_id:
        is_well = asyncio.run(_examine(_patient(source_id, settings), settings, lang))
    else:
        findings = list(_installation(settings))
        for good, line in findings:
            click.echo(f"{'ok  ' if good else 'BAD '} {line}")
        is_well = all(good for good, _ in findings)
    if not is_well:
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


def _patient(source_id: str, settings: Settings) -> Patient:
    """The source with what is known of it; ends with 3 where there is none of this id."""
    with archive_only(settings) as store:
        source, polls = store.source(source_id), store.polls()
        newest = store.latest_change()
        densities = store.densities(since=newest - HISTORY) if newest else {}
    if source is None or source_id not in polls:
        click.echo(f"mirnews: no source {source_id}; see: mirnews source list", err=True)
        sys.exit(3)
    learned = schedule.plan([polled.rhythm for polled in polls.values() if polled.rhythm])
    return Patient(source, polls[source_id], densities.get(source_id, ()), learned)


async def _examine(patient: Patient, settings: Settings, lang: Language) -> bool:
    """Print every step as it is taken, and at last the state and what to do. Is the state a good one?"""
    words, zone = messages(lang), settings.site.time_zone
    examination = Examination(patient, settings, Clock())
    async for step in examination.steps():
        values = {name: value_words(name, value, lang, zone) for name, value in step.values.items()}
        more = " ".join(filter(None, (step.line if lang == "en" else "", step.more)))
        line = words(f"doctor.{step.key}", **values)
        click.echo(f"{_sign(step.mark, lang)} {line}" + (f"{words('chain.colon')} {more}" if more else ""))
    state = examination.state
    if state is None:
        return False
    for sign in state.evidence:
        click.echo(f"{_sign('', lang)} {sign_words(sign, lang, zone)}")
    last = words("doctor.state", state=state_words(state, lang), advice=advice_words(state, patient.source.id, lang))
    click.echo(f"{_sign(verdict(state), lang)} {last}")
    return verdict(state) != "bad"


def _sign(mark: Mark, lang: Language) -> str:
    """The mark before a line, as wide as the widest."""
    return f"{messages(lang)(f'doctor_mark.{mark}') if mark else '':<4}"
