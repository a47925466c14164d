"""unread: three systems of nobody's, which no profile of ours knows, for what is learned of unknown sites.

`loose` has no names that mean anything, its lead stands apart from the text, and two standing notices in it; `cells` is
a table with line breaks; `stream` puts a note, teasers and readers' letters around its text. None says in its head what
the lead is.
"""

from __future__ import annotations

import re

from mirnews.newsstand.families.shape import Family

LOOSE = Family(
    feed_path="/feed",
    feed_type="application/rss+xml; charset=utf-8",
    article_path=lambda piece: f"/k/{piece.id}",
    section_path=lambda section: f"/s/{section.slug}",
    image_path=lambda piece: f"/img/{piece.id}.jpg",
    article_pattern=re.compile(r"/k/(\d{1,9})(?:\?.*)?"),
)
CELLS = Family(
    feed_path="/rss.xml",
    feed_type="text/xml; charset=utf-8",
    article_path=lambda piece: f"/show.aspx?id={piece.id}",
    section_path=lambda section: f"/list.aspx?g={section.slug}",
    image_path=lambda piece: f"/files/{piece.id}.jpg",
    article_pattern=re.compile(r"/show\.aspx\?id=(\d{1,9})(?:&.*)?"),
)
STREAM = Family(
    feed_path="/rss/all",
    feed_type="application/rss+xml; charset=utf-8",
    article_path=lambda piece: f"/story/{piece.id}/{piece.slug}",
    section_path=lambda section: f"/about/{section.slug}",
    image_path=lambda piece: f"/i/{piece.id}.jpg",
    article_pattern=re.compile(r"/story/(\d{1,9})(?:/[^/?]*)?(?:\?.*)?"),
)
