"""standalone: takes an opened page (article, repairs, credit, groups), returns one self-contained HTML file. Pure.

The file asks for nothing: no script, the style and the font inside it, and a policy that lets nothing else in.
Its sentences are in `standalone.toml`; its markup and style in `templates/` and `static/`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import count

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from mirnews.desk import excerpt
from mirnews.locale import Language
from mirnews.model import Article, Credit, Edit, Evidence, Repaired, Statement, When, repaired, text_fields
from mirnews.outlets import catalogue
from mirnews.persian import calendar, digits
from mirnews.web import times
from mirnews.web.marked import changes, isolated
from mirnews.web.provenance import Organisation, Provenance, evidence, provenance

__all__ = ["Opened", "render"]

_ZONE = "Asia/Tehran"
_FONT = "vazirmatn-fa.woff2"
_RIGHT_TO_LEFT = frozenset({"fa", "ar", "ps", "ur", "ckb", "ku", "azb", "prs", "he"})
_ZWNJ = "\u200c"
# What turns the direction of the text around it, ends a line, or may not stand in HTML: shown by its code instead.
_NO_CHARACTERS = "".join(chr(plane + low) for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF))
_UNRULY = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + _NO_CHARACTERS
    + "]"
)


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
class _Change:
    """A line of the list of repairs; its number is also the number of the mark in the text."""

    number: int
    place: Markup
    before: Markup
    after: Markup
    kind: Markup
    confidence: str


@dataclass(frozen=True, slots=True)
class _Field:
    """A field in both forms, every change of it marked with its number."""

    name: str
    place: Markup
    before: Markup
    after: Markup
    changes: tuple[_Change, ...]


@dataclass(frozen=True, slots=True)
class _Speech:
    """A line of the table of speakers; `said` is a verbatim piece of the repaired text."""

    name: Markup | None
    title: Markup | None
    verb: Markup
    stance: str
    said: Markup
    direct: bool
    place: Markup


class _Words:
    """The sentences of one language, with its digits. Values are escaped; the sentences are our own."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._table: dict[str, str | dict[str, str]] = _sentences()[language]

    def __call__(self, key: str, /, **values: object) -> Markup:
        """The sentence of `key` or `section.key` with its values filled in; KeyError for an unknown key."""
        section, _, name = key.rpartition(".")
        table = self._table[section] if section else self._table
        assert isinstance(table, dict)
        return Markup(table[name]).format(**values)

    def or_code(self, section: str, code: str) -> Markup:
        """The words for a code; the code itself where there are none."""
        table = self._table[section]
        return Markup(table[code]) if isinstance(table, dict) and code in table else _shown(code)

    def number(self, value: int | str) -> str:
        """A number in the digits of this language."""
        text = str(value)
        return digits.to_persian(text).replace(".", "٫") if self.language == "fa" else text

    def joined(self, parts: Iterable[Markup]) -> Markup:
        """«الف، ب و پ»."""
        *first, last = parts
        return self("and").join([self("comma").join(first), last]) if first else last


def render(
    opened: Opened, *, lang: Language = "fa", site_name: str = "میرنیوز", made_at: datetime | None = None
) -> str:
    """The whole page as HTML. `site_name` is the site that makes it; `made_at` goes into the foot, in Tehran time."""
    words = _Words(lang)
    fields = _fields(opened, words)
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
            text_dir="rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
            style=Markup(style),
            policy=_policy(style, fonts),
            site_name=site_name,
            file_name=_shown(opened.file_name),
            url=_web_link(opened.article.url),
            facts=_facts(opened, fields, words),
            date=_date(opened.article.published, lang),
            excerpt=_excerpt(opened),
            text=[field for field in fields if not field.name.startswith("related.")],
            chain=chain,
            name=lambda one: _name(one, opened.credit, lang),
            shown=_shown,
            sentence=_sentence(chain, opened.credit, words),
            evidence=[(_shown(piece.text), _place_of(piece, body, words)) for piece in evidence(opened.credit)],
            speakers=[_speech(statement, opened, body, words) for statement in opened.credit.statements],
            groups=_groups(opened, fields),
            related=len(opened.article.related),
            changes=[change for field in fields for change in field.changes],
            kept_out=_kept_out(opened.article),
            made=_made(opened, site_name, made_at, words),
        )
    )


# ---- the text, in both forms


def _fields(opened: Opened, words: _Words) -> list[_Field]:
    """Every readable field in reading order; changes are numbered through the page from 1."""
    numbers = count(1)
    return [_field(name, text, opened, numbers, words) for name, text in text_fields(opened.article)]


def _field(name: str, text: str, opened: Opened, numbers: count[int], words: _Words) -> _Field:
    place = _place(name, words)
    before: list[Markup] = []
    after: list[Markup] = []
    rows, at = [], 0
    for change in changes(Repaired(text, opened.repairs.get(name, ()))):
        same = _shown(text[at : change.start])
        kinds = words("comma").join(words.or_code("edit", kind) for kind in change.kinds)
        confidence = words.number(f"{change.confidence:.2f}")
        row = _Change(next(numbers), place, _laid_open(change.before), _laid_open(change.after), kinds, confidence)
        before += (same, _mark("bef", "", row.before, row.number, words))
        after += (same, _mark("aft", f"m{row.number}", row.after, row.number, words))
        rows.append(row)
        at = change.end
    rest, none = _shown(text[at:]), Markup("")
    return _Field(name, place, none.join((*before, rest)), none.join((*after, rest)), tuple(rows))


def _mark(style: str, anchor: str, text: Markup, number: int, words: _Words) -> Markup:
    target = Markup(' id="{}"').format(anchor) if anchor else ""
    pattern = Markup('<span class="fx"><mark class="{}"{}>{}</mark><sup><a href="#c{}">{}</a></sup></span>')
    return pattern.format(style, target, text, number, words.number(number))


def _shown(text: str) -> Markup:
    """Running text as HTML: foreign runs isolated, unruly characters shown by their codes."""
    return _with_codes(text, [found.start() for found in _UNRULY.finditer(text)])


def _laid_open(text: str) -> Markup:
    """A repaired word as HTML; every sign in it that cannot be seen is named, save a half-space that does its work."""
    return _with_codes(text, [at for at, sign in enumerate(text) if _is_unseen(sign) and not _joins(text, at)])


def _with_codes(text: str, places: Iterable[int]) -> Markup:
    out: list[Markup] = []
    at = 0
    for place in places:
        code = Markup('<bdi dir="ltr" class="code">U+{}</bdi>').format(f"{ord(text[place]):04X}")
        out += (isolated(text[at:place]), code)
        at = place + 1
    return Markup("").join((*out, isolated(text[at:])))


def _is_unseen(sign: str) -> bool:
    return sign != " " and unicodedata.category(sign) in ("Cf", "Cc", "Cs", "Zl", "Zp", "Zs")


def _joins(text: str, at: int) -> bool:
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return text[at] == _ZWNJ and len(around) == 2 and around.isalpha()


def _place(name: str, words: _Words) -> Markup:
    base, _, index = name.partition(".")
    if not index:
        return words(f"place.{base}")
    return words("place.paragraph" if base == "paragraphs" else "place.headline", number=words.number(int(index) + 1))


# ---- what is said about it


def _facts(opened: Opened, fields: list[_Field], words: _Words) -> list[tuple[Markup, Markup, bool]]:
    """The summary row: label, value, and whether the value is a text of the page."""
    article, number = opened.article, words.number
    date = _date(article.published, words.language)
    related = words("value.related", titles=number(len(article.related)), events=number(len(opened.groups)))
    repairs = sum(len(field.changes) for field in fields)
    own = {
        "site": _text(article.site_name),
        "title": _text(repaired(article, opened.repairs, "title").text),
        "source_line": _text(repaired(article, opened.repairs, "source_line").text),
    }
    said = {
        "date": isolated(date[0]) if date else words("value.unknown"),
        "paragraphs": escape(number(len(article.paragraphs))),
        "related": related if article.related else words("value.none"),
        "repairs": words("value.repairs", count=number(repairs)) if repairs else words("value.none"),
        "site": words("value.unknown"),
    }
    order = ("site", "title", "date", "paragraphs", "source_line", "related", "repairs")
    none = words("value.none")
    return [(words(f"facts.{key}"), own.get(key) or said.get(key, none), bool(own.get(key))) for key in order]


def _text(text: str | None) -> Markup | None:
    """A text of the page as HTML; None where there is none."""
    return _shown(text) if text else None


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


def _name(one: Organisation, credit: Credit, lang: Language, *, short: bool = False, written: bool = False) -> Markup:
    """The name of an organisation; the star of an invented one stays."""
    star = (
        "*" if any(link.name.endswith("*") and link.name.rstrip("* ") == one.written for link in credit.chain) else ""
    )
    if lang == "en" and one.name_en != one.written:
        return escape(one.name_en)
    name = one.short if short else one.written if written else one.name
    return Markup('<bdi lang="fa">{}</bdi>').format(_shown(name + star)) if name else Markup("")


def _sentence(chain: Provenance, credit: Credit, words: _Words) -> Markup:
    """The chain in words, one clause for each organisation that names a source."""
    clauses: list[Markup] = []
    for step in chain.steps:
        sources = words.joined(_name(one, credit, words.language, written=True) for one in step.sources)
        who = _name(step.who, credit, words.language, short=bool(clauses)) or words("nameless")
        key = "chain.next" if clauses else "chain.first"
        clauses.append(words(key, who=who, how=words(f"how.{step.how}"), sources=sources))
    return words("and").join(clauses) + "." if clauses else words("chain.own")


def _speech(one: Statement, opened: Opened, body: list[str], words: _Words) -> _Speech:
    source = "\n\n".join(body) if one.field == "body" else repaired(opened.article, opened.repairs, one.field).text
    said = source[one.start : one.end].strip()
    name, title, place = _text(one.name), _text(one.title), _place_of(one, body, words)
    return _Speech(name, title, _shown(one.verb), one.stance, _shown(said), one.direct, place)


def _body(opened: Opened) -> list[str]:
    """The repaired paragraphs; spans in `body` are offsets into them, joined by a blank line."""
    article = opened.article
    return [repaired(article, opened.repairs, f"paragraphs.{n}").text for n in range(len(article.paragraphs))]


def _place_of(span: Evidence | Statement, body: list[str], words: _Words) -> Markup:
    """Where a span stands, in words: a field, or the paragraph of the body."""
    if span.field != "body":
        return words.or_code("place", span.field)
    end = 0
    for index, paragraph in enumerate(body):
        end += len(paragraph) + len("\n\n")
        if span.start < end:
            return _place(f"paragraphs.{index}", words)
    return words("text.heading")


def _groups(opened: Opened, fields: list[_Field]) -> list[list[tuple[int, _Field, str | None]]]:
    """Related headlines by event: number on the page, both forms, address if it is one of the web."""
    by_name = {field.name: field for field in fields}
    related = opened.article.related
    rows = [
        [(n + 1, by_name[f"related.{n}"], _web_link(related[n].url)) for n in group if f"related.{n}" in by_name]
        for group in opened.groups
    ]
    return [row for row in rows if row]


def _web_link(url: str | None) -> str | None:
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None


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


def _made(opened: Opened, site_name: str, made_at: datetime | None, words: _Words) -> Markup:
    site = Markup('<bdi lang="fa">{}</bdi>').format(site_name)
    file = Markup('<bdi class="file">{}</bdi>').format(_shown(opened.file_name))
    if made_at is None:
        return words("foot.made", site=site, file=file)
    return words("foot.made_at", site=site, file=file, date=times.full(made_at, words.language, _ZONE).text)


# ---- what is read once


@cache
def _sentences() -> dict[Language, dict[str, str | dict[str, str]]]:
    text = resources.files(__package__).joinpath("standalone.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {"fa": tables["fa"], "en": tables["en"]}


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
