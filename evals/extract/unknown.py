"""unknown: pages in layouts that no profile knows, read without one: how much of lead and body comes out right.

Each file of `layouts/` is one way in which a site may be built; each is printed with two of the newsstand's Persian
reports and with texts of `texts.toml` in other languages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from evals.extract.score import f1_of_grams
from mirnews.extract import extract
from mirnews.model import Article, Page
from mirnews.newsstand.world import Piece, load_world
from mirnews.persian.letters import ZWNJ

HERE = Path(__file__).parent
SITE = "نمونه*"
PERSIAN = 2  # reports a layout
OTHERS = 10  # headlines around a text


@dataclass(frozen=True, slots=True)
class Text:
    """One report, in whichever language."""

    lang: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]

    @property
    def whole(self) -> str:
        """Lead and body as one text."""
        return " ".join([self.lead, *self.paragraphs])


@dataclass(frozen=True, slots=True)
class Printed:
    """One page of a layout and what stands on it."""

    layout: str
    text: Text
    body: bytes


def layouts() -> list[str]:
    """The names of all layouts."""
    return sorted(path.stem for path in (HERE / "layouts").glob("[!_]*.html"))


def printed() -> Iterator[Printed]:
    """Every page of the eval."""
    persian, foreign = persian_texts(), foreign_texts()
    for number, layout in enumerate(layouts()):
        chosen = [persian[(number * PERSIAN + i) % len(persian)] for i in range(PERSIAN)]
        chosen += [foreign[number % len(foreign)], foreign[(number + 3) % len(foreign)]]
        for text in chosen:
            shown = cut(text, layout)
            around = [one for one in (persian if text.lang == "fa" else foreign) if one.lang == text.lang]
            yield Printed(layout, shown, print_page(layout, shown, [one for one in around if one.title != text.title]))


def cut(text: Text, layout: str) -> Text:
    """The text as a layout shows it: one of them is made for very short ones."""
    paragraphs = text.paragraphs[:2] if layout == "short" else text.paragraphs
    return Text(text.lang, text.title, text.lead, paragraphs)


@cache
def persian_texts() -> tuple[Text, ...]:
    """The newsstand's reports that are whole: two paragraphs or more, half-spaces as they should be."""
    pieces = [piece for piece in load_world().pieces if not piece.damage and len(piece.paragraphs) > 1 and piece.lead]
    return tuple({piece.title: _of_piece(piece) for piece in pieces}.values())


def _of_piece(piece: Piece) -> Text:
    return Text("fa", piece.title, piece.lead, piece.paragraphs)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))


@cache
def foreign_texts() -> tuple[Text, ...]:
    """The invented texts in other languages."""
    return tuple(Text(one["lang"], one["title"], one["lead"], tuple(one["paragraphs"])) for one in _table()["text"])


def print_page(layout: str, text: Text, others: Sequence[Text], number: int = 1) -> bytes:
    """A page of a layout: the text, with the headlines and beginnings of others around it."""
    around = [others[(number + i) % len(others)] for i in range(OTHERS)]
    page = _templates().get_template(f"{layout}.html")
    return page.render(
        lang=text.lang,
        w=_table()["words"][text.lang],
        site=SITE,
        title=text.title,
        lead=text.lead,
        paragraphs=text.paragraphs,
        date=f"{1 + number % 28} مهر ۱۴۰۰ - ۱۰:{10 + number % 50}" if text.lang == "fa" else "5 October 2021, 10:20",
        iso=f"2021-10-{1 + number % 28:02}T10:20:00+03:30",
        others=[one.title for one in around],
        teasers=[one.paragraphs[0] for one in around],
    ).encode()


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "layouts"), autoescape=True, undefined=jinja2.StrictUndefined
    )


def text_of(article: Article) -> str:
    """Lead and body of an article as one text."""
    return " ".join([article.lead or "", *article.paragraphs])


def unknown(wrong: list[str] | None = None) -> dict[str, float]:
    """Mean F1 of lead and body by language, the worst page, half-spaces kept, and titles right.

    `wrong`, if given, gets a line for each page that is not quite right.
    """
    scores: dict[str, list[float]] = {}
    kept = asked = titles = pages = 0
    for page in printed():
        article = extract(Page(None, page.body))
        score = f1_of_grams(page.text.whole, text_of(article))
        scores.setdefault(page.text.lang, []).append(score)
        asked += page.text.whole.count(ZWNJ)
        kept += min(page.text.whole.count(ZWNJ), text_of(article).count(ZWNJ)) if page.text.lang == "fa" else 0
        titles += article.title == page.text.title
        pages += 1
        if wrong is not None and score < 1:
            wrong.append(f"{page.layout}/{page.text.lang}: {score:.3f} {article.profile} {article.kind}")
    european = [score for lang, found in scores.items() if lang not in ("fa", "ar") for score in found]
    everything = [score for found in scores.values() for score in found]
    return {
        "unknown_persian_f1": sum(scores["fa"]) / len(scores["fa"]),
        "unknown_arabic_f1": sum(scores["ar"]) / len(scores["ar"]),
        "unknown_european_f1": sum(european) / len(european),
        "unknown_worst_f1": min(everything),
        "unknown_half_spaces": kept / asked,
        "unknown_titles": titles / pages,
    }
