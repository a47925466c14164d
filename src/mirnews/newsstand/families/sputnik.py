"""sputnik: the system of one agency's many sites. Polled by its list of the latest; dates are Gregorian, day first.

Facts: address `/<YYYYMMDD>/<slug>-<id>.html`, a text in blocks of `article__text`, between them teasers of other pages.
"""

from __future__ import annotations

import re

from mirnews.newsstand.families.shape import TEHRAN, Family

FAMILY = Family(
    feed_path="/archive/",
    feed_type="text/html; charset=utf-8",
    article_path=lambda piece: f"/{piece.published.astimezone(TEHRAN):%Y%m%d}/{piece.slug}-{piece.id}.html",
    section_path=lambda section: f"/{section.slug}/",
    image_path=lambda piece: f"/img/{piece.published:%m%d}/{piece.id}_0.jpg",
    article_pattern=re.compile(r"/\d{8}/(?:[^/?]*-)?(\d{1,9})\.html(?:\?.*)?"),
)
