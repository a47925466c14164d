"""asam: the system of ILNA, Shargh, Donya-e-Eqtesad, Khabarfoori and some seventy more.

Facts: feed `/rss`, the number stands before the slug in the last step of the address, short address
`/fa/tiny/news-<id>`, body in `#echo_detail` or `#main_ck_editor`, dates in `time[datetime]`.
"""

from __future__ import annotations

import re

from mirnews.newsstand.families.shape import Family

FAMILY = Family(
    feed_path="/rss",
    feed_type="application/rss+xml; charset=utf-8",
    article_path=lambda piece: f"/بخش-{piece.section.replace(' ', '-')}/{piece.id}-{piece.slug}",
    section_path=lambda section: f"/fa/section/{section.slug}",
    image_path=lambda piece: f"/media/images/1400/7/{piece.id}.jpg",
    article_pattern=re.compile(r"/(?:fa/tiny/news-|[^/?]+/)(\d{1,9})(?:-[^/?]*)?(?:\?.*)?"),
)
