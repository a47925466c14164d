"""feeds: a list page's three feeds: which address they have, and the answer in the wanted format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.responses import Response

from mirnews.model import Headline
from mirnews.publish import atom, json_feed, rss
from mirnews.publish.items import item
from mirnews.publish.record import FORMATS, FeedOut, Format, ItemOut
from mirnews.web.relation import original
from mirnews.web.render import PUBLIC, answer
from mirnews.web.view import View

_LABELS: dict[Format, str] = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
_WRITERS = {"rss": rss, "atom": atom, "json": json_feed}


@dataclass(frozen=True, slots=True)
class Channel:
    """A list that has feeds: its title, its page, and the page's address without the ending (`/index` for `/`)."""

    title: str
    description: str
    page: str
    stem: str
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One `<link rel=alternate>` and one button."""

    label: str
    media_type: str
    href: str


def split_format(name: str) -> tuple[str, Format | None]:
    """`world.rss` is the RSS feed of `world`; anything else is a page."""
    stem, dot, ending = name.rpartition(".")
    for known in FORMATS:
        if dot and stem and ending == known:
            return stem, known
    return name, None


def feed_links(view: View, channel: Channel) -> list[FeedLink]:
    """The three feeds of a list."""
    return [
        FeedLink(
            _LABELS[one], _WRITERS[one].MEDIA_TYPE.split(";")[0], view.link(f"{channel.stem}.{one}", **channel.query)
        )
        for one in FORMATS
    ]


def feed(
    view: View, channel: Channel, headlines: Sequence[Headline], wanted: Format, *, cache: str = PUBLIC
) -> Response:
    """The feed of a list in one format."""
    items = tuple(made for headline in headlines if (made := _item(view, headline)))
    newest = max((one.updated for one in items), default=view.site.store.latest_change() or view.now)
    out = FeedOut(
        title=f"{view.name}: {channel.title}" if channel.title != view.name else view.name,
        description=channel.description,
        url=view.absolute(channel.page, **channel.query),
        feed_url=view.absolute(f"{channel.stem}.{wanted}", **channel.query),
        language=view.language,
        updated=newest,
        items=items,
        more_label=view.plain("article.original"),
    )
    writer = _WRITERS[wanted]
    return answer(writer.write(out), writer.MEDIA_TYPE, cache=cache)


def _item(view: View, headline: Headline) -> ItemOut | None:
    report = view.site.store.report(headline.id)
    if report is None or report.visibility != "shown":
        return None
    return item(
        report,
        view.site.settings,
        url=view.absolute(f"/a/{report.id}"),
        identity=view.identity(f"/a/{report.id}"),
        section=view.section_name(report.section),
        untitled=view.plain("article.untitled", outlet=report.outlet_name),
        original=original(view, report),
        copies=headline.copies,
    )
