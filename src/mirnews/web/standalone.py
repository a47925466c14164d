"""standalone: takes an opened page (article, repairs, credit, groups), returns one self-contained HTML file. Pure.

The file asks for nothing: no script, the style and the font inside it, and a policy that lets nothing else in.
Its sentences are in `standalone.toml`; its markup and style in `templates/` and `static/`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from mirnews.desk import excerpt
from mirnews.locale import Language
from mirnews.model import Article, Credit, Edit, Evidence, Statement, When, repaired
from mirnews.outlets import catalogue
from mirnews.persian import calendar, key_tokens
from mirnews.publish.items import web_address
from mirnews.publish.text import direction
from mirnews.web import times
from mirnews.web.both_forms import Field, fields, place
from mirnews.web.chain import node, others, sentence
from mirnews.web.marked import isolated
from mirnews.web.page_words import PageWords
from mirnews.web.provenance import evidence, provenance
from mirnews.web.unruly import shown
from mirnews.web.voices import names

__all__ = ["Opened", "render"]

_ZONE = "Asia/Tehran"
_FONT = "vazirmatn-fa.woff2"


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that somebody gave us, with all that was made of it.

    `repairs` has the names of `model.text_fields`; spans of `credit` are offsets into the repaired fields, the body
    being its repaired paragraphs joined by a blank line. `groups` holds indexes into `article.related`.
    """

    article: Article
    repairs: Mapping[str, tuple[Edit, ...]]
    credit: Credit
    groups: list[list[int]]
    file_name: str


@dataclass(frozen=True, slots=True)
class _Speech:
    """A line of the table of speakers; `said` is a verbatim piece of the repaired text. Without a name the title stands
    for it.
    """

    name: Markup | None
    title: Markup | None
    verb: Markup
    stance: str
    said: Markup
    direct: bool
    place: Markup


def render(
    opened: Opened, *, lang: Language = "fa", site_name: str | None = None, made_at: datetime | None = None
) -> str:
    """The whole page as HTML. `site_name` is the site that makes it; `made_at` goes into the foot, in Tehran time."""
    words = PageWords(lang)
    site_name = site_name or str(words("site"))
    rows = fields(opened.article, opened.repairs, words)
    style, fonts = _own_style()
    chain = provenance(opened.credit, catalogue())
    language = _language(opened.article.language)
    body = _body(opened)
    return (
        _environment()
        .get_template("standalone.html")
        .render(
            m=words,
            lang=lang,
            direction="rtl" if lang == "fa" else "ltr",
            text_lang=language,
            text_dir=direction(language),
            style=Markup(style),
            policy=_policy(style, fonts),
            site_name=site_name,
            file_name=shown(opened.file_name),
            url=web_address(opened.article.url),
            facts=_facts(opened, rows, words),
            date=_date(opened.article.published, lang),
            excerpt=_excerpt(opened),
            text=[field for field in rows if not field.name.startswith("related.")],
            levels=[(level.place, [node(words.site, one) for one in level.members]) for level in chain.levels],
            sentence=sentence(words.site, chain),
            others=others(words.site, chain),
            chain_words=words.site,
            evidence=[(shown(piece.text), _place_of(piece, opened, words)) for piece in evidence(opened.credit)],
            silent=_silent(opened, words),
            speakers=[_speech(statement, opened, body, words) for statement in opened.credit.statements],
            groups=_groups(opened, rows),
            related=len(opened.article.related),
            changes=[change for field in rows for change in field.changes],
            kept_out=_kept_out(opened.article),
            made=_made(opened, site_name, made_at, words),
        )
    )


# ---- what is said about it


def _facts(opened: Opened, rows: list[Field], words: PageWords) -> list[tuple[Markup, Markup, bool]]:
    """The summary row: label, value, and whether the value is a text of the page."""
    article, number = opened.article, words.number
    date = _date(article.published, words.language)
    related = words("value.related", titles=number(len(article.related)), stories=number(len(opened.groups)))
    repairs = sum(len(field.changes) for field in rows)
    own = {
        "site": _text(article.site_name),
        "title": _text(repaired(article, opened.repairs, "title").text),
        "source_line": _text(repaired(article, opened.repairs, "source_line").text),
    }
    said = {
        "date": isolated(date[0]) if date else words("value.unknown"),
        "paragraphs": escape(number(len(article.paragraphs) + bool(article.lead))),
        "related": related if article.related else words("value.none"),
        "repairs": words("value.repairs", count=number(repairs)) if repairs else words("value.none"),
        "site": words("value.unknown"),
    }
    order = ("site", "title", "date", "paragraphs", "source_line", "related", "repairs")
    none = words("value.none")
    return [(words(f"facts.{key}"), own.get(key) or said.get(key, none), bool(own.get(key))) for key in order]


def _text(text: str | None) -> Markup | None:
    """A text of the page as HTML; None where there is none."""
    return shown(text) if text else None


def _language(code: str | None) -> str:
    """The language of the page as an attribute; Persian where it is unknown or no language code."""
    return code if code and re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", code) else "fa"


def _excerpt(opened: Opened) -> Markup | None:
    """For a page without a title: the first words of its text, as they stand."""
    if opened.article.title:
        return None
    lead, body = repaired(opened.article, opened.repairs, "lead").text, "\n\n".join(_body(opened))
    return _text(excerpt(lead, body, opened.credit))


def _date(when: When | None, lang: Language) -> tuple[str, str] | None:
    """A date in the calendar of the reader, and in the other one; a month or a year in its own calendar only."""
    if when is None:
        return None
    if when.precision in ("month", "year"):
        gregorian = calendar.gregorian_date_en if lang == "en" else calendar.gregorian_date_fa
        day = calendar.jalali_date if when.calendar == "jalali" else gregorian
        return " ".join(day(when.value, zone=_ZONE).split()[-2 if when.precision == "month" else -1 :]), ""
    shown = times.full(when.value, lang, _ZONE, with_clock=when.is_instant)
    return shown.text, shown.other


def _speech(one: Statement, opened: Opened, body: list[str], words: PageWords) -> _Speech:
    source = "\n\n".join(body) if one.field == "body" else repaired(opened.article, opened.repairs, one.field).text
    said = source[one.start : one.end].strip()
    name, title, where = _text(one.name), _text(one.title), _place_of(one, opened, words)
    return _Speech(name, title, shown(one.verb), one.stance, shown(said), one.direct, where)


def _silent(opened: Opened, words: PageWords) -> Markup | None:
    """The names between «» of a text whose bearers say nothing in it."""
    read = [repaired(opened.article, opened.repairs, field).text for field in ("title", "lead")]
    speakers = [set(key_tokens(f"{one.name or ''} {one.title or ''}")) for one in opened.credit.statements]
    quoted = [(name, set(key_tokens(name))) for name in names([*read, *_body(opened)])]
    found = [shown(name) for name, tokens in quoted if not any(tokens <= speaker for speaker in speakers)]
    return words.site("chain.comma").join(found) if found else None


def _body(opened: Opened) -> list[str]:
    """The repaired paragraphs; spans in `body` are offsets into them, joined by a blank line."""
    article = opened.article
    return [repaired(article, opened.repairs, f"paragraphs.{n}").text for n in range(len(article.paragraphs))]


def _place_of(span: Evidence | Statement, opened: Opened, words: PageWords) -> Markup:
    """Where a span stands, in words: a field, or the paragraph of the body."""
    if span.field != "body":
        known = span.field in ("title", "lead", "kicker", "source_line")
        return place(span.field, opened.article, words) if known else shown(span.field)
    end = 0
    for index, paragraph in enumerate(_body(opened)):
        end += len(paragraph) + len("\n\n")
        if span.start < end:
            return place(f"paragraphs.{index}", opened.article, words)
    return words("text.heading")


def _groups(opened: Opened, fields: list[Field]) -> list[list[tuple[int, Field, str | None]]]:
    """Related headlines by story: number on the page, both forms, address if it is one of the web."""
    by_name = {field.name: field for field in fields}
    related = opened.article.related
    groups = [
        [(n + 1, by_name[f"related.{n}"], web_address(related[n].url)) for n in group if f"related.{n}" in by_name]
        for group in opened.groups
    ]
    return [group for group in groups if group]


def _kept_out(article: Article) -> list[str]:
    """Keys of the sentences on what the page lacks and was not made up."""
    lacks = {
        "no_title": not article.title,
        "no_date": article.published is None,
        "no_site": not article.site_name,
        "no_source_line": not article.source_line,
        "headlines": bool(article.related),
        "text": True,
    }
    return [key for key, is_so in lacks.items() if is_so]


def _made(opened: Opened, site_name: str, made_at: datetime | None, words: PageWords) -> Markup:
    site = Markup("<bdi>{}</bdi>").format(site_name)
    file = Markup('<bdi class="file">{}</bdi>').format(shown(opened.file_name))
    if made_at is None:
        return words("foot.made", site=site, file=file)
    return words("foot.made_at", site=site, file=file, date=times.full(made_at, words.language, _ZONE).text)


# ---- what is read once


@cache
def _environment() -> Environment:
    loader = PackageLoader("mirnews.web", "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)


@cache
def _own_style() -> tuple[str, bool]:
    return _style(resources.files(__package__).joinpath("static"))


def _style(folder: Traversable) -> tuple[str, bool]:
    """The style sheet with the font inside it, and whether there is one; without the file the system's fonts serve."""
    sheet = folder.joinpath("standalone.css").read_text(encoding="utf-8")
    font = folder.joinpath(_FONT)
    if not font.is_file():
        return sheet, False
    data = base64.b64encode(font.read_bytes()).decode("ascii")
    face = f"@font-face{{font-family:Vazirmatn;src:url(data:font/woff2;base64,{data}) format('woff2');"
    return f"{face}font-weight:400 800;font-display:swap}}\n{sheet}", True


def _policy(style: str, fonts: bool) -> str:
    """The content policy: this style by its digest, the font inside it, nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    allowed = f"default-src 'none'; style-src 'sha256-{digest}'"
    return f"{allowed}{'; font-src data:' if fonts else ''}; base-uri 'none'; form-action 'none'"
