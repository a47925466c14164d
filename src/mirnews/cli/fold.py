"""mirnews fold; and how `fold` and `stories` read articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import click

from mirnews.cli.lines import Answers, file_argument, no_constant, read_lines
from mirnews.fold import ArrivalClock, FoldIndex, article_shingles
from mirnews.model import Fold

TEXTS = ("outlet", "title", "lead", "body")
WANTED = '{"id","published","outlet","title","lead","body"}, texts strings or null, published ISO 8601 or null'
ZONE = ZoneInfo("Asia/Tehran")  # of times that name none
YEARS = range(1970, 2101)  # a time outside them is a slip of the page's clock, and counts as none

Id = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sent:
    """One line read: an article, or `error` says why it is none."""

    id: Id
    published: datetime | None = None
    title: str = ""
    lead: str = ""
    body: str = ""
    outlet: str = ""
    error: str | None = None


class Room(Protocol):
    """What answers about articles as they come (`add`), or about all that came (`state`)."""

    def add(self, sent: Sent) -> dict[str, Any]:
        """Take the next article and answer what is known now."""

    def state(self) -> list[dict[str, Any]]:
        """The answers for all articles, in order."""


class Names:
    """Ids for groups: the input id of an article, made unlike all others when it is null or was used before."""

    def __init__(self) -> None:
        self._names: list[Id] = []
        self._used: set[str] = set()

    def add(self, id_: Id) -> None:
        """The id of the next article."""
        name = id_
        while name is None or str(name) in self._used:
            name = f"{'' if name is None else name}#{len(self._names) + 1}"
        self._used.add(str(name))
        self._names.append(name)

    def __getitem__(self, number: int) -> Id:
        return self._names[number]


def read_articles(file: str) -> Iterator[Sent]:
    """The articles of a file, one for each line, unreadable ones with their error."""
    for line in read_lines(file):
        value: Any = None
        try:
            value = json.loads(line, parse_constant=no_constant)
            yield _sent(value)
        except RecursionError:
            yield Sent(None, error="nested too deeply")
        except (ValueError, TypeError):
            given = value.get("id") if isinstance(value, dict) else None
            id_ = given if isinstance(given, str | int | float) else None
            yield Sent(id_, error=f"the line is not the JSON that this command reads: {WANTED}")


def answer_articles(file: str, room: Room, blank: dict[str, Any], *, online: bool) -> None:
    """Answer every line in order: as each article arrives, or after the last one."""
    answers = Answers()
    waiting: list[Sent] = []
    for sent in read_articles(file):
        answer = room.add(sent) if sent.error is None else {}
        if online:
            _put(answers, sent, answer, blank)
        else:
            waiting.append(Sent(sent.id, error=sent.error))
    told = iter([] if online else room.state())
    for sent in waiting:
        _put(answers, sent, {} if sent.error else next(told), blank)
    answers.finish()


def online_option() -> Callable[[Any], Any]:
    """`--online`."""
    return click.option("--online", is_flag=True, help="What was known when each article arrived.")


def _put(answers: Answers, sent: Sent, answer: dict[str, Any], blank: dict[str, Any]) -> None:
    if sent.error is None:
        answers.put({"id": sent.id, **answer})
    else:
        error = {"code": "bad_input", "message": sent.error}
        answers.put({"id": sent.id, **blank, "error": error}, failed=True)


def _sent(value: Any) -> Sent:
    """An article of one line's JSON. Raises ValueError or TypeError."""
    if not isinstance(value, dict):
        raise TypeError("not an object")
    texts = {name: value.get(name) for name in TEXTS}
    if not all(text is None or isinstance(text, str) for text in texts.values()):
        raise TypeError("a text is no string")
    if not isinstance(value.get("id"), str | int | float | None):
        raise TypeError("the id is no scalar")
    return Sent(value.get("id"), _moment(value.get("published")), **{name: text or "" for name, text in texts.items()})


def _moment(text: Any) -> datetime | None:
    if text is None or text == "":
        return None
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)


class Folds:
    """Answers the fold of each article."""

    def __init__(self) -> None:
        self._clock = ArrivalClock()
        self._index = FoldIndex()
        self._names = Names()
        self._ids: list[Id] = []

    def add(self, sent: Sent) -> dict[str, Any]:
        """The next article's fold as it is known now."""
        self._names.add(sent.id)
        self._ids.append(sent.id)
        prints = article_shingles(sent.title, sent.lead, sent.body)
        return self._shape(self._index.add(prints, self._clock.at(sent.published)))

    def state(self) -> list[dict[str, Any]]:
        """The folds after all articles."""
        return [self._shape(fold) for fold in self._index.state()]

    def _shape(self, found: Fold) -> dict[str, Any]:
        return {
            "fold": None if found.fold is None else self._names[found.fold],
            "relation": found.relation,
            "of": None if found.of is None else self._ids[found.of],
            "containment": found.containment,
        }


@click.command()
@file_argument()
@online_option()
def command(file: str, online: bool) -> None:
    """{"id","published","outlet","title","lead","body"} a line, in order of arrival: original, copy, partial, alone."""
    blank = {"fold": None, "relation": None, "of": None, "containment": None}
    answer_articles(file, Folds(), blank, online=online)
