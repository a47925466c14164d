"""shapes: our records as the JSON that the command contract fixes. Names here are public; add, don't change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mirnews.model import Article, Credit, Edit, Entry, Feed, Headline, Image, Link, Report, Subscription
from mirnews.revise import Difference


def utc(when: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`, or None."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if when else None


def hub_shape(held: Subscription | None) -> dict[str, Any] | None:
    """`hub` of `source list` and `source show`; its secret and our address stay here. None where there is no hub."""
    if held is None:
        return None
    return {
        "url": held.hub,
        "topic": held.topic,
        "state": held.state,
        "until": utc(held.until),
        "last_push": utc(held.last_push),
        "detail": held.detail or None,
    }


def feed_shape(feed: Feed) -> dict[str, Any]:
    """`format`, `malformed`, `feed` and `entries` of `feed parse`."""
    return {
        "format": feed.format,
        "malformed": feed.malformed,
        "feed": {
            "title": feed.title,
            "url": feed.url,
            "feed_url": feed.feed_url,
            "language": feed.language,
            "updated": utc(feed.updated),
            "hub": feed.hub,
        },
        "entries": [_entry(entry) for entry in feed.entries],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        "authors": list(entry.authors),
        "published": utc(entry.published),
        "updated": utc(entry.updated),
        "categories": list(entry.categories),
        "images": [_image(image) for image in entry.images],
        "source": _link(entry.source) if entry.source else None,
    }


def article_shape(article: Article) -> dict[str, Any]:
    """The fields of `page extract`."""
    return {
        "kind": article.kind,
        "profile": article.profile,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "amp_url": article.amp_url,
        "short_url": article.short_url,
        "site_name": article.site_name,
        "title": article.title,
        "kicker": article.kicker,
        "lead": article.lead,
        "body": article.body,
        "paragraphs": list(article.paragraphs),
        "kinds": list(article.kinds),
        "authors": list(article.authors),
        "published": article.published.text() if article.published else None,
        "updated": article.updated.text() if article.updated else None,
        "section": article.section,
        "tags": list(article.tags),
        "images": [_image(image) for image in article.images],
        "source_line": article.source_line,
        "related": [_link(link) for link in article.related],
        "language": article.language,
    }


def _image(image: Image) -> dict[str, Any]:
    return {"url": image.url, "caption": image.caption, "credit": image.credit}


def _link(link: Link) -> dict[str, Any]:
    return {"title": link.title, "url": link.url}


def edit_shape(edit: Edit) -> dict[str, Any]:
    """One repair of `text repair --jsonl`."""
    return {
        "start": edit.start,
        "end": edit.end,
        "before": edit.before,
        "after": edit.after,
        "kind": edit.kind,
        "confidence": edit.confidence,
    }


def credit_shape(credit: Credit) -> dict[str, Any]:
    """`chain`, `speakers` and `own_report` of `credit`."""
    return {
        "chain": [
            {
                "name": link.name,
                "outlet": link.outlet,
                "kind": link.kind,
                "role": link.role,
                "from": link.cited_by,
                "evidence": [{"field": e.field, "start": e.start, "end": e.end, "text": e.text} for e in link.evidence],
            }
            for link in credit.chain
        ],
        "speakers": [
            {
                "name": said.name,
                "title": said.title,
                "verb": said.verb,
                "stance": said.stance,
                "field": said.field,
                "start": said.start,
                "end": said.end,
                "direct": said.direct,
            }
            for said in credit.statements
        ],
        "own_report": credit.own_report,
    }


def headline_shape(headline: Headline) -> dict[str, Any]:
    """One hit of `search --json`."""
    return {
        "id": headline.id,
        "title": headline.title,
        "excerpt": headline.excerpt,
        "outlet": headline.outlet,
        "outlet_name": headline.outlet_name,
        "url": headline.url,
        "section": headline.section,
        "published": utc(headline.published),
        "first_seen": utc(headline.first_seen),
        "relation": headline.relation,
    }


def difference_shape(found: Difference) -> dict[str, Any]:
    """What changed between two revisions: of `article diff`, and of `revisions` in `article show --json`."""
    return {
        "kinds": list(found.kinds),
        "silent": found.silent,
        "words_added": found.added,
        "words_removed": found.removed,
        "changes": [
            {"kind": one.kind, "field": one.field, "before": one.before, "after": one.after} for one in found.changes
        ],
        "passages": [
            {
                "field": passage.field,
                "moved": passage.moved,
                "pieces": [{"op": one.op, "before": one.before, "after": one.after} for one in passage.pieces],
            }
            for passage in found.passages
            if passage.changed
        ],
    }


def report_shape(report: Report) -> dict[str, Any]:
    """`article show --json`: the untouched text, its repairs, where it comes from and when we saw it."""
    return {
        "id": report.id,
        "source": report.source_id,
        "outlet": report.outlet,
        "outlet_name": report.outlet_name,
        "url": report.url,
        "section": report.section,
        "sections": list(report.sections),
        "first_seen": utc(report.first_seen),
        "last_seen": utc(report.last_seen),
        "gone_at": utc(report.gone_at),
        "published": utc(report.published),
        "revision": report.revision,
        "visibility": report.visibility,
        "removal_reason": report.removal_reason,
        "relation": report.fold.relation,
        "of": report.fold.of,
        "article": article_shape(report.article),
        "repairs": {name: [edit_shape(edit) for edit in edits] for name, edits in report.repairs.items()},
        "credit": credit_shape(report.credit),
    }
