"""aggregator: shows texts of others: title, text, «منبع : name», and below it thirty headlines without times.

The shape of the page that was given to us as a sample; the headlines lead away, to those who published them.
"""

from __future__ import annotations

import re

from mirnews.newsstand.families.shape import Family

FAMILY = Family(
    feed_path="/rss.xml",
    feed_type="text/xml; charset=utf-8",
    article_path=lambda piece: f"/news/{piece.id}/{piece.slug}",
    section_path=lambda section: f"/group/{section.slug}",
    image_path=lambda piece: f"/pic/{piece.id}.jpg",
    article_pattern=re.compile(r"/news/(\d{1,9})(?:/[^/?]*)?(?:\?.*)?"),
    headlines=30,
)
