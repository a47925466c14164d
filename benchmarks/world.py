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
