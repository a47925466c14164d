"""cli: one file a command, loaded when it is called. Contract: docs/commands.md.

stdout is data, stderr is progress and messages. Exit codes: 0 answered, 1 failed, 2 usage, 3 nothing found,
4 some inputs have errors, 5 configuration, 75 try later.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

import click

from mirnews.errors import MirNewsError, Misconfigured, TryLater

__all__ = ["main"]

# command: (file, one line for --help); the file's `command` is the click command
COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("up", "Poll the sources and serve the site: the main job."),
    "demo": ("demo", "A news world of made-up publishers on this machine, really polled and served."),
    "open": ("open_page", "Heal a page that you have (HTML or plain text) and show it."),
    "poll": ("poll", "Look at sources once, now."),
    "serve": ("serve", "Serve the site without polling."),
    "status": ("status", "How the sources and the archive are."),
    "doctor": ("doctor", "Check this installation, or one source step by step."),
    "source": ("source", "List, add, test and remove sources."),
    "opml": ("opml", "Lists of subscriptions (OPML), in and out."),
    "search": ("search", "Search the archive."),
    "story": ("story", "Show one story, or list them."),
    "article": ("article", "Show, hide or purge one article."),
    "archive": ("archiving", "What is kept: how much room it takes; WARC files, out and in."),
    "replay": ("replay", "Make reports again from what was kept, with today's code."),
    "config": ("config", "Show every setting and where it comes from."),
    "text": ("text", "Persian text: repair, search key, dates."),
    "train": ("train", "Learn from your own texts where half-spaces belong."),
    "feed": ("feed", "Read feeds."),
    "page": ("page", "Read pages."),
    "html": ("html", "Clean HTML."),
    "url": ("url", "Canonical addresses, and which may be fetched."),
    "robots": ("robots", "What robots.txt allows."),
    "credit": ("credit", "Who reports citing whom, and who speaks."),
    "fold": ("fold", "Which articles are copies of which."),
    "stories": ("stories", "Which articles tell the same event."),
    "bench": ("bench", "Made-up articles for measuring."),
}


class LazyGroup(click.Group):
    """Knows every command's name and line; imports a command's file only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"mirnews.cli.{COMMANDS[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version=__import__("mirnews").__version__, prog_name="mirnews")
@click.option("--config", "config_path", type=click.Path(dir_okay=False), help="Configuration file (TOML).")
@click.pass_context
def program(ctx: click.Context, config_path: str | None) -> None:
    """MirNews: a news system for Persian. Start with: mirnews demo"""
    ctx.obj = config_path


def main() -> None:
    """Run the program; our errors become one line and an exit code, a closed pipe is no error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    try:
        program(prog_name="mirnews", standalone_mode=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except MirNewsError as error:
        click.echo(f"mirnews: {error.message} [{error.code}]", err=True)
        sys.exit(5 if isinstance(error, Misconfigured) else 75 if isinstance(error, TryLater) else 1)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        click.echo("mirnews: the output cannot be written: its disk is full [disk_full]", err=True)
        sys.exit(75)
    except Exception as error:
        if os.environ.get("MIRNEWS_LOG__LEVEL") == "debug":
            raise
        click.echo(f"mirnews: a fault of ours: {type(error).__name__}: {error} [internal_fault]", err=True)
        click.echo("mirnews: MIRNEWS_LOG__LEVEL=debug shows where; please report it", err=True)
        sys.exit(1)
