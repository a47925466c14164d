"""article: `/a/{id}`: one report: its text and repairs, where it comes from, who speaks, the section's headlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from mirnews.desk import OPENED
from mirnews.model import Repaired, Report
from mirnews.persian import tokens
from mirnews.publish.excerpt import verbatim_excerpt
from mirnews.publish.items import web_address
from mirnews.publish.relation import Copied
from mirnews.publish.rights import ShownText, cut_words, shown
from mirnews.store.port import Revision
from mirnews.stories import group_headlines
from mirnews.web.chain import ChainWords, chain_words
from mirnews.web.marked import Mended, both, isolated, mended
from mirnews.web.names import OutletName, outlet, report_link
from mirnews.web.pages.errors import error_page
from mirnews.web.provenance import evidence
from mirnews.web.relation import copy_of, copy_words, named
from mirnews.web.render import page
from mirnews.web.revisions import shown_changes
from mirnews.web.rows import Row, folded, rows
from mirnews.web.story_view import Member, StoryView, story_view
from mirnews.web.times import TimeWords
from mirnews.web.view import View
from mirnews.web.voices import Place, mentioned, place_of, voices

_MOST_ID = 2**63 - 1  # SQLite's largest number
_OLD = timedelta(days=2)  # an article that far behind its section shows the headlines of its own time
_MOST_REPAIRS = 80
_DESCRIPTION_WORDS = 30
_MOST_TAGS = 12
_MOST_EDITS = 12  # revisions that are listed, the first and the latest ones


@dataclass(frozen=True, slots=True)
class Thirty:
    """The section's headlines under an article: newest first; `until` when they are of its own time."""

    lines: list[Row]
    texts: int
    until: TimeWords | None


@dataclass(frozen=True, slots=True)
class InStory:
    """The story that a report stands in with others, and what the report is in it."""

    story: StoryView
    member: Member
    is_headline: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A revision: when it was seen; `title` where the headline is another than before, as the outlet wrote it."""

    number: int
    when: TimeWords
    title: Markup | None


def article(view: View, number: int) -> Response:
    """The page of a report; 404 for an unknown one, 410 with the reason for one that was removed."""
    report = view.site.store.report(number) if number <= _MOST_ID else None
    if report is None:
        raise HTTPException(404)
    if report.visibility != "shown":
        return error_page(view, 410, "removed.words", reason=report.removal_reason)
    text = shown(report, view.site.settings)
    return page(
        view, "article.html", **_title_block(view, report, text), **_text(view, report, text), **_around(view, report)
    )


def _title_block(view: View, report: Report, text: ShownText) -> dict[str, Any]:
    excerpt = None if text.title else verbatim_excerpt(text)
    whose = outlet(view, report.outlet or report.source_id, report.outlet_name, report.invented)
    untitled = view.plain("article.untitled", outlet=whose.plain)
    found = copy_of(view, report)
    chain = chain_words(view, report, found)
    heading = text.title.text if text.title else excerpt or untitled
    return {
        "title": heading if len(heading) <= 120 else cut_words(Repaired(heading), 14).original + " …",
        "description": _description(view, text, untitled),
        "report": report,
        "kicker": both(text.kicker) if text.kicker else None,
        "heading": both(text.title) if text.title else both(Repaired(heading)),
        "heading_is": "title" if text.title else "excerpt" if excerpt else "none",
        "outlet": whose,
        "published": _published(view, report),
        "original": web_address(report.url),
        "chain": chain,
        "copy": copy_words(view, found) if found else None,
        "copy_sentence": _copy_sentence(view, found) if found and found.original else None,
        "citation": _citation(view, report, whose, chain),
    }


def _copy_sentence(view: View, found: Copied) -> Markup:
    """Whose text it is, and how much of it, in a sentence of the chain box."""
    assert found.original is not None  # the caller has looked
    name = named(view, found.original)
    kind = "copy" if found.whole else "partial"
    words = view.t(f"relation.{kind}_sentence", outlet=report_link(view, found.original))
    if not found.credited:
        words += view.t("relation.uncredited_sentence", outlet=name)
    if found.share:
        words += view.t("relation.share", share=view.ratio(found.share))
    return words + view.t("chain.stop")


def _text(view: View, report: Report, text: ShownText) -> dict[str, Any]:
    source_line = _source_line(report) if text.rights != "link" else None
    repairs = _repairs(view, text, source_line)
    return {
        "rights": text.rights,
        "cut": text.cut,
        "lead": both(text.lead) if text.lead else None,
        "paragraphs": [both(paragraph) for paragraph in text.paragraphs],
        "source_line": both(source_line) if source_line else None,
        "with_label": bool(report.article.source_text),
        "repairs": repairs[:_MOST_REPAIRS],
        "repairs_total": sum(one.times for one in repairs),
        "repairs_left": max(0, len(repairs) - _MOST_REPAIRS),
        "evidence": [
            (piece.text, _place_words(view, place_of(text, piece.field, piece.start)))
            for piece in evidence(text.credit)
        ],
        "voices": [(voice, _place_words(view, voice.place)) for voice in voices(text)],
        "voices_left": 0 if text.rights == "link" else len(report.credit.statements) - len(text.credit.statements),
        "mentions": mentioned(text, report.mentions) if text.rights != "link" else [],
        "tags": report.article.tags[:_MOST_TAGS] if text.rights != "link" else (),
        "facts": _facts(view, report),
        **_revisions(view, report, text),
        "gone": view.moment(report.gone_at) if report.gone_at else None,
        "last_seen": view.moment(report.last_seen) if report.last_seen else None,
    }


def _around(view: View, report: Report) -> dict[str, Any]:
    """What stands around the text: other copies of it, and the headlines of its section."""
    store = view.site.store
    fold = report.fold.fold
    same = [one for one in store.headlines(fold=fold, limit=50) if one.id != report.id] if fold is not None else []
    return {
        "in_story": _in_story(view, report),
        "same_text": rows(view, sorted(same, key=lambda one: one.relation == "copy")),
        "related": _related(report)
        if view.site.settings.rights_of(report.outlet or report.source_id) == "full"
        else [],
        "thirty": _thirty(view, report),
    }


def _in_story(view: View, report: Report) -> InStory | None:
    """The story of a report, where it has others."""
    story = view.site.store.story(report.story) if report.story is not None else None
    reports = view.site.store.story_reports([story.id])[story.id] if story and story.reports > 1 else []
    if story is None or all(one.headline.id != report.id for one in reports):
        return None
    shown = story_view(view, story, reports)
    member = next(one for one in shown.members if one.standing.report.headline.id == report.id)
    return InStory(shown, member, story.headline == report.id)


def _revisions(view: View, report: Report, text: ShownText) -> dict[str, Any]:
    """The revisions with their times, and what the latest ones changed; nothing for a report that was never changed."""
    if report.revision == 1:
        return {"versions": [], "changes": []}
    found = view.site.store.revisions(report.id)
    return {"versions": _versions(view, found), "changes": shown_changes(view, report, found, text.rights)}


def _versions(view: View, revisions: Sequence[Revision]) -> list[Version]:
    """What was seen of a report over time; of many, the first and the latest."""
    found, before = [], None
    for one in revisions:
        title = one.article.title if one.article.title != before else None
        found.append(Version(one.number, view.moment(one.seen_at), isolated(title) if title else None))
        before = one.article.title
    return found if len(found) <= _MOST_EDITS else [found[0], *found[1 - _MOST_EDITS :]]


def _related(report: Report) -> list[list[tuple[int, Markup]]]:
    """The headlines that stood under an opened page, numbered as there, grouped by event. Polled pages have none."""
    if report.source_id != OPENED:
        return []
    titles = [report.repaired(f"related.{index}").text for index in range(len(report.article.related))]
    return [[(index + 1, isolated(titles[index])) for index in group] for group in group_headlines(titles)]


def _thirty(view: View, report: Report) -> Thirty:
    store, size = view.site.store, view.site.settings.site.headlines
    newest = store.headlines(section=report.section, limit=1)
    old = bool(newest) and report.at < newest[0].at - _OLD
    found = store.headlines(section=report.section, before=report.at if old else None, limit=size + 1)
    lines = rows(view, [one for one in found if one.id != report.id][:size])
    folded_lines = folded(lines)
    texts = sum(1 for line in folded_lines if not line.is_under)
    return Thirty(folded_lines, texts, view.moment(report.at, with_clock=False) if old else None)


def _repairs(view: View, text: ShownText, source_line: Repaired | None) -> list[Mended]:
    fields: list[tuple[str, Repaired | None]] = [
        ("kicker", text.kicker),
        ("title", text.title),
        *((f"p{n}", paragraph) for n, paragraph in enumerate(filter(None, (text.lead, *text.paragraphs)), 1)),
        ("source_line", source_line),
    ]
    found = mended((name, field) for name, field in fields if field)
    return [replace(one, place=_place_words(view, _place(one.place))) for one in found]


def _source_line(report: Report) -> Repaired | None:
    """The source line as the page prints it where that was kept («منبع : مهر»), else the name in it."""
    found = report.repaired("source_text" if report.article.source_text else "source_line")
    return found if found.original else None


def _place(name: str) -> Place:
    return Place("body", int(name[1:])) if name[1:].isdigit() else Place(name)


def _place_words(view: View, place: Place) -> str:
    if place.paragraph:
        return view.t("place.paragraph", n=place.paragraph)
    return view.t(f"place.{place.field}")


def _published(view: View, report: Report) -> TimeWords | None:
    if report.published is None:
        return None
    printed = report.article.published
    return view.moment(report.published, with_clock=printed is None or printed.is_instant)


def _description(view: View, text: ShownText, otherwise: str) -> str:
    first = text.lead or (text.paragraphs[0] if text.paragraphs else None)
    return cut_words(Repaired(first.text), _DESCRIPTION_WORDS).original if first else otherwise


def _citation(view: View, report: Report, whose: OutletName, chain: ChainWords) -> Markup:
    """One line to cite the report by: outlet, the nearest source, the day."""
    who = whose.words
    words = view.moment(report.published, with_clock=False).text if report.published else view.t("time.unknown")
    day = Markup("<bdi>{}</bdi>").format(words)
    if chain.own_report or chain.nearest is None:
        return view.t("article.citation_own", outlet=who, day=day)
    return view.t("article.citation", outlet=who, source=chain.nearest, day=day)


def _facts(view: View, report: Report) -> dict[str, Any]:
    """The table «دربارهٔ این متن»; numbers are those of the whole text, also where only a part is shown."""
    article = report.article
    fields = ("lead", *(f"paragraphs.{n}" for n in range(len(article.paragraphs))))
    settings = view.site.settings
    rights = settings.rights_of(report.outlet or report.source_id)
    return {
        "paragraphs": len(article.paragraphs) + bool(article.lead),
        "words": sum(len(tokens.words(report.repaired(field).text)) for field in fields),
        "language": article.language,
        "first_seen": view.moment(report.first_seen),
        "revision": report.revision,
        "rights": f"{rights}_here" if rights == "full" and settings.on_loopback else rights,
        "rights_words": settings.rights.excerpt_words,
    }
