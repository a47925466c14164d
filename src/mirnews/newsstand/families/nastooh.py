"""nastooh: the system of Mehr, IRNA, Khabaronline and some fifty more. Feed with title and lead only.

Facts: address `/news/<id>/<slug>`, feed `/rss`, guid = full address with raw Persian slug, dates in GMT.
"""

from __future__ import annotations

import re

from mirnews.newsstand.families.shape import Family

FAMILY = Family(
    feed_path="/rss",
    feed_type="application/rss+xml; charset=utf-8",
    article_path=lambda piece: f"/news/{piece.id}/{piece.slug}",
    section_path=lambda section: f"/service/{section.slug}",
    image_path=lambda piece: f"/d/{piece.published:%Y/%m/%d}/4/{piece.id}.jpg",
    article_pattern=re.compile(r"/news/(\d{1,9})(?:/[^/?]*)?(?:\?.*)?"),
)
