"""rights: how much of a report readers are shown. The one place that decides it, for pages, feeds and exports.

full     everything
excerpt  title, kicker, lead, the first words of the body (`rights.excerpt_words`), and the link to the original
link     title and link; of the attribution, names only
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from mirnews.config import Settings
from mirnews.model import Credit, Evidence, Headline, Repaired, Report, Rights
from mirnews.persian import tokens

# Some feeds put the whole article into the lead. The longest of the leads we looked at by hand had 71 words.
_LEAD_WORDS = 120


@dataclass(frozen=True, slots=True)
class ShownText:
    """What may be shown of one report: texts with their repairs, `cut` when something was left out.

    `credit` keeps only the evidence and the statements that lie inside the shown text.
    """

    rights: Rights
    title: Repaired | None
    kicker: Repaired | None
    lead: Repaired | None
    paragraphs: tuple[Repaired, ...]
    credit: Credit
    cut: bool

    def field(self, name: str) -> str:
        """The shown, repaired text of `title`, `lead` or `body`, as the offsets of `credit` count it."""
        if name == "body":
            return "\n\n".join(paragraph.text for paragraph in self.paragraphs)
        text = {"title": self.title, "lead": self.lead, "kicker": self.kicker}.get(name)
        return text.text if text else ""


def shown(report: Report, settings: Settings) -> ShownText:
    """What may be shown of a report, by the rights of its outlet."""
    rights = settings.rights_of(report.outlet or report.source_id)
    lead, paragraphs, cut = _texts(report, rights, settings.rights.excerpt_words)
    text = ShownText(rights, _field(report, "title"), None, lead, paragraphs, Credit(), cut)
    if rights != "link":
        text = dataclasses.replace(text, kicker=_field(report, "kicker"))
    return dataclasses.replace(text, credit=_credit(report, text))


def shown_headline(headline: Headline, settings: Settings) -> Headline:
    """The same for one line of a list and its copies: under `link` neither lead nor excerpt goes out."""
    copies = tuple(shown_headline(copy, settings) for copy in headline.copies)
    rights = settings.rights_of(headline.outlet)
    if rights == "link":
        return dataclasses.replace(headline, lead=None, excerpt=None, copies=copies)
    limit = _LEAD_WORDS if rights == "full" else settings.rights.excerpt_words
    return dataclasses.replace(
        headline, lead=short(headline.lead, _LEAD_WORDS), excerpt=short(headline.excerpt, limit), copies=copies
    )


def cut_words(text: Repaired, limit: int) -> Repaired:
    """The first `limit` words of a text, cut after a whole word; a half-space or a repair is never cut through."""
    words = tokens.words(text.text)
    if len(words) <= limit:
        return text
    end = words[limit - 1].end if limit > 0 else 0
    at, edits = _original_offset(text, end)
    return Repaired(text.original[:at], text.edits[:edits])


def short(text: str | None, limit: int) -> str | None:
    """A text of at most `limit` words, with an ellipsis where something was left out."""
    if text is None:
        return None
    kept = cut_words(Repaired(text), limit).original
    return kept if kept == text else f"{kept.rstrip()} …"


def _texts(report: Report, rights: Rights, words: int) -> tuple[Repaired | None, tuple[Repaired, ...], bool]:
    """Lead and body as far as they are shown, and whether something was left out."""
    lead = _field(report, "lead")
    paragraphs = tuple(report.repaired(f"paragraphs.{n}") for n in range(len(report.article.paragraphs)))
    if rights == "full":
        return lead, paragraphs, False
    if rights == "link":
        return None, (), bool(lead or paragraphs)
    short = cut_words(lead, _LEAD_WORDS) if lead else None
    body = _first_words(paragraphs, words)
    return short, body, short != lead or body != paragraphs


def _first_words(paragraphs: tuple[Repaired, ...], limit: int) -> tuple[Repaired, ...]:
    kept: list[Repaired] = []
    for paragraph in paragraphs:
        if limit <= 0:
            break
        kept.append(cut_words(paragraph, limit))
        limit -= len(tokens.words(paragraph.text))
    return tuple(kept)


def _credit(report: Report, text: ShownText) -> Credit:
    """The credit of a report without any words that are not shown elsewhere on the page."""
    if text.rights == "full":
        return report.credit
    line = report.repaired("source_line").text if text.rights == "excerpt" and report.article.source_line else ""
    lengths = {name: len(text.field(name)) for name in ("title", "lead", "body")} | {"source_line": len(line)}

    def visible(piece: Evidence) -> bool:
        return piece.end <= lengths.get(piece.field, 0)

    chain = tuple(
        dataclasses.replace(link, evidence=tuple(filter(visible, link.evidence))) for link in report.credit.chain
    )
    statements = tuple(said for said in report.credit.statements if said.end <= lengths.get(said.field, 0))
    return Credit(chain, statements if text.rights == "excerpt" else ())


def _field(report: Report, name: str) -> Repaired | None:
    text = report.repaired(name)
    return text if text.original.strip() else None


def _original_offset(text: Repaired, end: int) -> tuple[int, int]:
    """Where offset `end` of the repaired text lies in the untouched one, and how many edits come before it."""
    shift = 0
    for count, edit in enumerate(text.edits):
        start = edit.start + shift
        if start >= end:
            return end - shift, count
        if start + len(edit.after) >= end:
            return edit.end, count + 1
        shift += len(edit.after) - (edit.end - edit.start)
    return end - shift, len(text.edits)
