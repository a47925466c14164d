"""Each wire format, sound: what becomes of its elements."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mirnews.model import Entry, Feed, Image, Link
from mirnews.sources import read

AT = datetime(2024, 2, 10, tzinfo=UTC)
MORNING = datetime(2024, 2, 8, 6, 0, tzinfo=UTC)
REL = 'rel="noopener noreferrer nofollow ugc"'


def feed(text: str, url: str | None = None) -> Feed:
    return read(text.encode(), url=url, at=AT)


def test_rss_two_with_everything() -> None:
    found = feed(
        """<?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
          xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">
        <channel><title>خبر نمونه*</title><link>https://example.ir/fa/</link><language>fa_IR</language>
        <atom:link rel="self" href="/fa/rss"/><atom:link rel="hub" href="https://hub.example.org/"/>
        <lastBuildDate>Thu, 08 Feb 2024 09:30:00 +0330</lastBuildDate>
        <item><title>طرح &lt;b&gt;تازه&lt;/b&gt; می\u200cآید</title><link>/news/1/خبر تازه</link>
          <guid isPermaLink="false">n-1</guid><pubDate>Thu, 08 Feb 2024 06:00:00 GMT</pubDate>
          <description>&lt;p onclick="x"&gt;متن &lt;a href="/x"&gt;پیوند&lt;/a&gt;&lt;/p&gt;</description>
          <content:encoded><![CDATA[<p>همه</p><script>1</script>]]></content:encoded>
          <dc:creator>علی*، رضا*</dc:creator><author>desk@example.ir (میز خبر*)</author>
          <category domain="Provinces">استان\u200cها &amp;gt; تهران</category>
          <category>استان\u200cها &gt; تهران</category>
          <enclosure url="/i/1.jpg" type="image/jpeg" length="1"/><enclosure url="/a.mp3" type="audio/mpeg"/>
          <media:content url="https://example.ir/i/2.jpg" medium="image"><media:title>نما</media:title></media:content>
          <media:thumbnail url="https://example.ir/i/1.jpg"/>
          <source url="https://other.example.org/rss">خبرگزاری دیگر*</source></item>
        </channel></rss>"""
    )
    assert (found.format, found.malformed, found.title) == ("rss20", False, "خبر نمونه*")
    assert (found.url, found.feed_url) == ("https://example.ir/fa/", "https://example.ir/fa/rss")
    assert (found.hub, found.language, found.updated) == ("https://hub.example.org/", "fa-IR", MORNING)
    assert found.entries == (
        Entry(
            id="n-1",
            url="https://example.ir/news/1/%D8%AE%D8%A8%D8%B1%20%D8%AA%D8%A7%D8%B2%D9%87",
            title="طرح تازه می\u200cآید",
            summary=f'<p>متن <a href="https://example.ir/x" {REL}>پیوند</a></p>',
            content="<p>همه</p>",
            authors=("علی*", "رضا*", "میز خبر*"),
            published=MORNING,
            categories=("استان\u200cها > تهران",),
            images=(Image("https://example.ir/i/1.jpg"), Image("https://example.ir/i/2.jpg", "نما")),
            source=Link("خبرگزاری دیگر*", "https://other.example.org/rss"),
        ),
    )


@pytest.mark.parametrize(
    ("root", "form"),
    [
        ('<rss version="0.90">', "rss090"),
        ('<rss version="0.91">', "rss091"),
        ('<rss version="0.92">', "rss092"),
        ('<rss version="2.0">', "rss20"),
        ("<rss>", "rss20"),
        ('<RSS version="2.0">', "rss20"),
        ('<rss version="2.0" xmlns="http://backend.userland.com/rss2">', "rss20"),
    ],
)
def test_versions_of_rss(root: str, form: str) -> None:
    name = root[1:4]
    found = feed(f"{root}<channel><title>ت</title><item><title>خبر</title></item></channel></{name}>")
    assert (found.format, found.title, found.entries[0].title) == (form, "ت", "خبر")


@pytest.mark.parametrize(
    ("space", "form"), [("http://purl.org/rss/1.0/", "rdf10"), ("http://my.netscape.com/rdf/simple/0.9/", "rss090")]
)
def test_rdf_with_items_beside_the_channel(space: str, form: str) -> None:
    found = feed(
        f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{space}"
          xmlns:d="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://e.ir/rdf"><title>ت</title><link>https://e.ir</link></channel>
        <item rdf:about="https://e.ir/1"><title>الف</title><link>https://e.ir/1?a=1&amp;b=2</link>
          <d:date>2024-02-08T09:30:00+03:30</d:date><d:subject>ورزش</d:subject></item></rdf:RDF>"""
    )
    entry = Entry("https://e.ir/1", "https://e.ir/1?a=1&b=2", "الف", published=MORNING, categories=("ورزش",))
    assert (found.format, found.url, found.entries) == (form, "https://e.ir", (entry,))


def test_atom_one() -> None:
    found = feed(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fa" xml:base="https://e.ir/a/">
        <title type="html">&lt;i&gt;ت&lt;/i&gt;</title>
        <link href="/"/><link rel="self" href="f.atom"/><link rel="hub" href="https://hub.e.ir/"/>
        <updated>2024-02-08T06:00:00Z</updated>
        <author><name>نویسنده*</name></author>
        <entry><id>tag:e.ir,2024:1</id><title>x &lt; y</title>
          <link rel="alternate" type="application/pdf" href="1.pdf"/>
          <link href="p/1"/><link rel="enclosure" type="image/png" href="i.png" title="نما"/>
          <published>2024-02-08T09:30:00+03:30</published><updated>2024-02-08T10:30:00+03:30</updated>
          <summary>الف &amp; ب &lt; ج</summary><category term="t" label="برچسب"/><category term="u"/>
          <content type="xhtml">
          <div xmlns="http://www.w3.org/1999/xhtml"><p>متن <a href="z">ی</a></p></div></content></entry>
        </feed>"""
    )
    assert (found.format, found.malformed, found.title) == ("atom10", False, "ت")
    assert (found.url, found.feed_url, found.hub) == ("https://e.ir/", "https://e.ir/a/f.atom", "https://hub.e.ir/")
    assert (found.language, found.updated) == ("fa", MORNING)
    assert found.entries == (
        Entry(
            id="tag:e.ir,2024:1",
            url="https://e.ir/a/p/1",
            title="x < y",
            summary="الف &amp; ب &lt; ج",
            content=f'<p>متن <a href="https://e.ir/a/z" {REL}>ی</a></p>',
            authors=("نویسنده*",),
            published=MORNING,
            updated=datetime(2024, 2, 8, 7, 0, tzinfo=UTC),
            categories=("برچسب", "u"),
            images=(Image("https://e.ir/a/i.png", "نما"),),
        ),
    )


def test_atom_old() -> None:
    found = feed(
        """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title mode="escaped">ت</title>
        <entry><id>1</id><title type="text/html" mode="escaped">&lt;b&gt;الف&lt;/b&gt;</title>
        <issued>2024-02-08T06:00:00Z</issued>
        <modified>2024-02-08T06:00:00Z</modified><content type="text/html" mode="base64">PGI+Yjwvj4+</content>
        <summary type="text/html" mode="base64">PGI+bWl4PC9iPg==</summary></entry></feed>"""
    )
    entry = found.entries[0]
    assert (found.format, entry.title, entry.published, entry.updated) == ("atom03", "الف", MORNING, MORNING)
    assert entry.summary == "<b>mix</b>"


def test_an_atom_source_is_kept_and_gives_the_authors() -> None:
    entry = feed(
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><source><title>اصل*</title><link href="https://o.ir/"/>
        <author><name>او*</name></author></source></entry></feed>"""
    ).entries[0]
    assert (entry.source, entry.authors) == (Link("اصل*", "https://o.ir/"), ("او*",))


@pytest.mark.parametrize(("version", "form"), [("1", "json10"), ("1.1", "json11")])
def test_json_feed(version: str, form: str) -> None:
    found = feed(
        """{"version":"https://jsonfeed.org/version/VERSION","title":"خبر","home_page_url":"https://e.ir/",
        "feed_url":"https://e.ir/f",
        "language":"fa","hubs":[{"type":"WebSub","url":"https://h.ir/"}],"author":{"name":"میز*"},"items":[
        {"id":5,"url":"/1","title":"الف","content_text":"a < b","summary":"خ","tags":["x","x",null],"image":"/i.png",
         "attachments":[{"url":"/j.jpg","mime_type":"image/jpeg"},{"url":"/k.mp3","mime_type":"audio/mpeg"}],
         "date_published":"2024-02-08T09:30:00+03:30","authors":[{"name":"ن*"}]},{"id":"6","content_html":"<p>x<script>1</script>"}]}""".replace(
            "VERSION", version
        )
    )
    assert (found.format, found.malformed, found.url, found.feed_url) == (
        form,
        False,
        "https://e.ir/",
        "https://e.ir/f",
    )
    assert (found.hub, found.language) == ("https://h.ir/", "fa")
    first, second = found.entries
    assert first == Entry(
        id="5",
        url="https://e.ir/1",
        title="الف",
        summary="خ",
        content="a &lt; b",
        authors=("ن*",),
        published=MORNING,
        categories=("x",),
        images=(Image("https://e.ir/i.png"), Image("https://e.ir/j.jpg")),
    )
    assert (second.id, second.content, second.authors) == ("6", "<p>x</p>", ("میز*",))


def test_news_sitemap() -> None:
    found = feed(
        """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
          xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://e.ir/1</loc><lastmod>2024-02-08T06:00:00Z</lastmod>
        <news:news><news:publication><news:name>خبر</news:name><news:language>fa</news:language></news:publication>
        <news:publication_date>2024-02-08T09:30:00+03:30</news:publication_date><news:title>عنوان</news:title>
        <news:keywords>الف، ب, ج</news:keywords></news:news>
        <image:image><image:loc>https://e.ir/i.jpg</image:loc><image:caption>نما</image:caption></image:image></url>
        <url><loc>https://e.ir/2</loc></url><url><loc>javascript:x</loc></url></urlset>""",
        url="https://e.ir/sitemap.xml",
    )
    assert (found.format, found.title, found.language, found.feed_url) == (
        "sitemap",
        "خبر",
        "fa",
        "https://e.ir/sitemap.xml",
    )
    images = (Image("https://e.ir/i.jpg", "نما"),)
    assert found.entries == (
        Entry(
            id="https://e.ir/1",
            url="https://e.ir/1",
            title="عنوان",
            published=MORNING,
            updated=MORNING,
            categories=("الف", "ب", "ج"),
            images=images,
        ),
        Entry(id="https://e.ir/2", url="https://e.ir/2"),
    )


def test_a_feed_without_entries_is_a_feed() -> None:
    assert feed("<rss version='2.0'><channel><title>ت</title></channel></rss>").entries == ()
    assert feed('{"version":"https://jsonfeed.org/version/1.1","title":"ت","items":[]}').entries == ()


def rss(item: str, channel: str = "", url: str | None = None) -> Entry:
    head = f'<rss version="2.0"><channel>{channel}<item>'
    return feed(f"{head}{item}</item></channel></rss>", url).entries[0]


@pytest.mark.parametrize(
    ("item", "identity", "url"),
    [
        ("<guid>https://e.ir/1</guid>", "https://e.ir/1", "https://e.ir/1"),
        ('<guid isPermaLink="false">https://e.ir/1</guid>', "https://e.ir/1", None),
        ("<link>https://e.ir/1</link>", "https://e.ir/1", "https://e.ir/1"),
        ("<guid>g1</guid><link>https://e.ir/1</link>", "g1", "https://e.ir/1"),
        ("<guid></guid><link> https://e.ir/1\n</link>", "https://e.ir/1", "https://e.ir/1"),
        ("<title>t</title><link>javascript:alert(1)</link>", None, None),
        ("<title>t</title><link>#x</link>", None, None),
        ("<title>t</title>", None, None),
        ('<link href="https://e.ir/1"/>', "https://e.ir/1", "https://e.ir/1"),
    ],
)
def test_identity_and_address(item: str, identity: str | None, url: str | None) -> None:
    entry = rss(item)
    assert (entry.id, entry.url) == (identity, url)


def test_relative_links_are_resolved_on_what_there_is() -> None:
    assert rss("<link>/1</link>", "<link>https://e.ir/fa/</link>").url == "https://e.ir/1"
    assert rss("<link>1</link>", url="https://e.ir/rss/all").url == "https://e.ir/rss/1"
    assert rss("<title>t</title><link>/1</link>").url is None
    based = '<rss><channel xml:base="https://e.ir/"><item xml:base="fa/"><link>1</link></item></channel></rss>'
    assert feed(based).entries[0].url == "https://e.ir/fa/1"


def test_a_very_long_guid_keeps_its_identity_in_a_digest() -> None:
    first, again, other = (rss(f"<guid>{'g' * 1_000_000}{end}</guid>").id for end in ("a", "a", "b"))
    assert first == again != other
    assert first is not None
    assert len(first) == len("sha256:") + 64


def test_titles_are_plain_capped_and_cannot_turn_the_line() -> None:
    assert rss("<title>&lt;b&gt;&lt;/b&gt;</title><link>https://e.ir/1</link>").title is None
    assert rss("<title>الف\n\t ب&#160;ج</title>").title == "الف ب ج"
    assert rss("<title>a\u202eb \u2067c</title>").title == "ab \u2067c\u2069"
    assert len(rss(f"<title>{'خ' * 100_000}</title>").title or "") == 2_000
    assert rss("<title>&lt;![CDATA[متن]]&gt;</title>").title == "متن"


def test_one_prefix_may_stand_for_another_or_for_nothing() -> None:
    creator = '<dc:creator xmlns:dc="http://nobody.example.org/dc">ن*</dc:creator>'
    assert rss(creator).authors == ("ن*",)
    assert rss("<dc:creator>ن*</dc:creator><media:thumbnail url='https://e.ir/i.jpg'/>").authors == ("ن*",)
    strange = '<title>درست</title><x:title xmlns:x="http://nobody.example.org/">نه</x:title>'
    assert rss(strange).title == "درست"
