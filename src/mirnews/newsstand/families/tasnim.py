"""tasnim: the system of one agency, kin to Asam's. The day in Jalali stands in the address.

Facts: address `/fa/news/<Jalali year>/<month>/<day>/<id>/<slug>`, feed `/fa/rss/feed/0/7/0/`, one visible date.
"""

from __future__ import annotations

import re

from persiantools.jdatetime import JalaliDateTime

from mirnews.newsstand.families.shape import TEHRAN, Family
from mirnews.newsstand.records import Piece


def _address(piece: Piece) -> str:
    local = JalaliDateTime.to_jalali(piece.published.astimezone(TEHRAN))  # type: ignore[no-untyped-call]
    return f"/fa/news/{local.year}/{local.month:02}/{local.day:02}/{piece.id}/{piece.slug}"


FAMILY = Family(
    feed_path="/fa/rss/feed/0/7/0/",
    feed_type="text/xml; charset=utf-8",
    article_path=_address,
    section_path=lambda section: f"/fa/service/{section.slug}",
    image_path=lambda piece: f"/Tasnim/Uploaded/Image/1400/07/{piece.id}.jpg",
    article_pattern=re.compile(r"/fa/news/\d{4}/\d\d/\d\d/(\d{1,9})(?:/[^/?]*)?(?:\?.*)?"),
)
