"""world: the newsstand's feeds and pages as bytes, without a socket."""

from __future__ import annotations

from mirnews.newsstand import load_world
from mirnews.newsstand.printing import Press

SITE = "http://newsstand.invalid"


def feeds() -> dict[str, bytes]:
    """The feed of every publisher that has one, at the end of the simulated days."""
    world = load_world()
    fed = [paper for paper in world.publishers if paper.kind == "feed"]
    return {f"{p.id}.xml": Press(p, SITE).feed(world.of(p.id), world.end) for p in fed}


def heavy_pages() -> dict[str, bytes]:
    """The same pages with what stands around a report on a real site: scripts, menus, and lists of other headlines.

    A hundred kilobytes and some 1,300 elements a page; the pages of our own world alone are a tenth of a real one.
    """
    return {name: _within_a_site(body) for name, body in pages().items()}


def _within_a_site(page: bytes) -> bytes:
    head, opening, rest = page.partition(b"<body")
    tag, close, content = rest.partition(b">")
    inner, end, tail = content.rpartition(b"</body>")
    if not (opening and end):
        return page
    above, below = _FURNITURE
    return b"".join([head, _SCRIPTS, opening, tag, close, above, inner, below, end, tail])


_SCRIPTS = (
    "<script>"
    + "var q=[];function f(a){return q.push(a)};" * 500
    + "</script><style>"
    + ".c{color:red}" * 900
    + "</style>"
).encode()
_MENU = "".join(f"<li class=m{n % 7}><a href='/service/{n}'>بخش {n}</a></li>" for n in range(160))
_BOX = "".join(
    f"<li class='news'><figure><a href='/news/9{n}'><img src='/i/{n}.jpg' alt='عکس {n}'></a></figure>"
    f"<h4><a href='/news/9{n}/x'>تیتر ساختگی شمارهٔ {n} از بخش‌های دیگر این سایت</a></h4><time>{n} دقیقه پیش</time></li>"
    for n in range(70)
)
_FURNITURE = (
    f"<div class='top-bar'><nav><ul>{_MENU}</ul></nav></div>".encode(),
    f"<div class='side-boxes'><section class='box-a'><ul>{_BOX}</ul></section><section class='box-b'><ul>{_BOX}</ul>"
    f"</section></div><div class='bottom'><ul>{_MENU}</ul></div>".encode(),
)


def pages() -> dict[str, bytes]:
    """Every report's page."""
    world = load_world()
    papers = {paper.id: paper for paper in world.publishers}
    return {
        f"{piece.publisher}-{piece.id}.html": Press(papers[piece.publisher], SITE).article(
            piece, world.of(piece.publisher)
        )
        for piece in world.pieces
    }
