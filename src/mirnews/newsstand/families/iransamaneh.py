"""iransamaneh: the system of YJC, Tabnak, Asriran and some hundred more. Body is text with line breaks.

Facts: address `/fa/news/<id>/<slug>`, feed `/fa/rss/allnews`, `article:published_time` in Jalali Persian digits, a
JSON-LD key in the wrong case (`headLine`), «انتهای پیام/» under the text.
"""

from __future__ import annotations

import re

from mirnews.newsstand.families.shape import Family

FAMILY = Family(
    feed_path="/fa/rss/allnews",
    feed_type="text/xml; charset=utf-8",
    article_path=lambda piece: f"/fa/news/{piece.id}/{piece.slug}",
    section_path=lambda section: f"/fa/services/{section.slug}",
    image_path=lambda piece: f"/files/fa/news/1400/7/{piece.id}_198.jpg",
    article_pattern=re.compile(r"/fa/news/(\d{1,9})(?:/[^/?]*)?(?:\?.*)?"),
)
