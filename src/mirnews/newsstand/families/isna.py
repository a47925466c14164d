"""isna: one agency's own dress over Nastooh's bones. The date is printed in parts between slashes.

Facts: address `/news/<id>/<slug>`, feed `/rss`, sections of the feed by number, `.first-title`, `.meta-news`.
"""

from __future__ import annotations

import re

from mirnews.newsstand.families.shape import Family

FAMILY = Family(
    feed_path="/rss",
    feed_type="application/rss+xml; charset=utf-8",
    article_path=lambda piece: f"/news/{piece.id}/{piece.slug}",
    section_path=lambda section: f"/service/{section.slug}",
    image_path=lambda piece: f"/d/{piece.published:%Y/%m/%d}/3/{piece.id}.jpg",
    article_pattern=re.compile(r"/news/(\d{1,9})(?:/[^/?]*)?(?:\?.*)?"),
)
