"""Pages for the tests of this room, made as they are needed."""

from __future__ import annotations

from mirnews.extract import extract
from mirnews.model import Article, Page

PARAGRAPH = "این یک بند آزمایشی است که چند واژهٔ ساده دارد و مانند خبرهای کوتاه با نقطه تمام می\u200cشود."


def read(html: str | bytes, url: str | None = "https://sepidar.example/news/1", **given: str) -> Article:
    body = html.encode() if isinstance(html, str) else html
    return extract(Page(url, body, given.get("content_type")))


def nastooh(body: str, *, head: str = "", lead: str = "", title: str = "پلی تازه در «چشمه\u200cسار*»") -> str:
    summary = f'<div class="item-summary"><p class="introtext">{lead}</p></div>' if lead else ""
    return (
        f'<html lang="fa"><head><meta name="generator" content="www.nastooh.ir">{head}</head><body><article id="item">'
        f'<div class="item-title"><h1 class="title">{title}</h1></div>{summary}'
        f'<div class="item-body"><div class="item-text">{body}</div></div></article></body></html>'
    )
