"""printing: made-up articles as the pages of real publishing systems, so that the first stage has bytes to read."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mirnews.classify import sections
from mirnews.corpus import Made, corpus_outlets
from mirnews.newsstand.printing import Press
from mirnews.newsstand.records import Piece, Publisher, Section, Truth

FAMILIES = ("nastooh", "iransamaneh", "wordpress", "asam", "tasnim", "isna", "sputnik")
EARLIER = 12  # headlines of a publisher's own that its pages show beside a text


@dataclass(frozen=True, slots=True)
class Printed:
    """A page and where it stands."""

    made: Made
    outlet_name: str
    url: str
    page: bytes


def printed(articles: Iterable[Made]) -> Iterator[Printed]:
    """Every article on a page of its publisher; outlets take turns with the systems."""
    presses = {
        outlet.id: Press(
            _publisher(outlet.id, outlet.name, FAMILIES[number % len(FAMILIES)]), f"https://{outlet.id}.invalid"
        )
        for number, outlet in enumerate(corpus_outlets())
    }
    earlier: dict[str, deque[Piece]] = defaultdict(lambda: deque(maxlen=EARLIER))
    for number, made in enumerate(articles, 1):
        press = presses[made.outlet]
        piece = _piece(made, number, press.publisher)
        page = press.article(piece, tuple(earlier[made.outlet]))
        earlier[made.outlet].append(piece)
        yield Printed(made, press.publisher.name, press.url(piece), page)


def _publisher(id_: str, name: str, family: str) -> Publisher:
    labels = tuple(
        Section(one.fa, str(number), one.id, str(20_000 + number)) for number, one in enumerate(sections(), 1)
    )
    return Publisher(id=id_, name=name, name_en=name, family=family, sections=labels, disallow="/panel/")


def _piece(made: Made, number: int, publisher: Publisher) -> Piece:
    label = next(one.label for one in publisher.sections if one.id == made.section)
    return Piece(
        publisher=made.outlet,
        id=number,
        slug="-".join(made.title.replace("*", "").split()[:8]),
        published=made.published,
        section=label,
        title=made.title,
        lead=made.lead,
        paragraphs=made.paragraphs,
        truth=Truth(section=made.section, story=made.story, chain=(publisher.name,)),
        source_line=made.source_line,
        image=True,
        invented=True,
    )
