"""wordpress: `body.single-post`, `.entry-content`, and a feed that carries the full text in `content:encoded`.

Facts: feed `/feed/`, guid `/?p=<id>` that is no permalink, permalinks by number and name.
"""

from __future__ import annotations

import re

from mirnews.newsstand.families.shape import Family

FAMILY = Family(
    feed_path="/feed/",
    feed_type="application/rss+xml; charset=UTF-8",
    article_path=lambda piece: f"/{piece.id}/{piece.slug}/",
    section_path=lambda section: f"/category/{section.slug}/",
    image_path=lambda piece: f"/wp-content/uploads/{piece.published:%Y/%m}/{piece.id}.jpg",
    article_pattern=re.compile(r"/(?:\?p=)?(\d{1,9})(?:/[^/?]*)?/?(?:\?.*)?"),
)
