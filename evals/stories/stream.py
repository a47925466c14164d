"""stream: BCubed F of whole articles in order of arrival, and how many lone reports lost their place to a story.

On the newsstand's reports with their true stories, and on labelled development articles (title and lead), whose texts
are others' and stay outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from evals.stories.score import bcubed
from mirnews.fold import FoldIndex
from mirnews.fold.fingerprint import article_shingles
from mirnews.newsstand import load_world
from mirnews.stories import StoryStream, Told, tell

DAY_0 = datetime(2020, 4, 1, tzinfo=UTC)  # the labelled articles give days of April 2020


def newsstand() -> dict[str, float]:
    """The figures on the newsstand's reports, folded first as the product does."""
    pieces = load_world().pieces
    bodies = ["\n".join(piece.paragraphs) for piece in pieces]
    told = [Told(p.title, p.lead, b, p.published, outlet=p.publisher) for p, b in zip(pieces, bodies, strict=True)]
    return figures("newsstand", told, [piece.truth.story for piece in pieces])


def labelled(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The figures on labelled articles: rows with source, title, lead, t (a day number) and story."""
    ordered = sorted(rows, key=lambda row: (row["t"], row["id"]))
    told = [
        Told(row["title"], row["lead"] or "", "", DAY_0 + timedelta(days=row["t"]), outlet=row["source"])
        for row in ordered
    ]
    return figures("articles", told, [row["story"] for row in ordered])


def figures(name: str, told: Sequence[Told], gold: Sequence[str]) -> dict[str, float]:
    """BCubed F and the share of lone reports left alone, after all articles and as they arrive."""
    index = FoldIndex()
    online = [index.add(article_shingles(one.title, one.lead, one.body), one.at) for one in told]
    stream = StoryStream()
    joins = [fold.of if fold.relation == "copy" else None for fold in online]
    early = [stream.add(replace(one, copy_of=of)).story for one, of in zip(told, joins, strict=True)]
    folds = [fold.of if fold.relation == "copy" else None for fold in index.state()]
    late = [placed.story for placed in tell(replace(one, copy_of=of) for one, of in zip(told, folds, strict=True))]
    return {**_of(name, gold, late), **_of(f"{name}_online", gold, early)}


def _of(name: str, gold: Sequence[str], found: Sequence[int]) -> dict[str, float]:
    p, r, f = bcubed(gold, found)
    true_size, size = Counter(gold), Counter(found)
    lone = [number for story, number in zip(gold, found, strict=True) if true_size[story] == 1]
    left_alone = sum(size[number] == 1 for number in lone) / max(1, len(lone))
    return {f"{name}_bcubed_p": p, f"{name}_bcubed_r": r, f"{name}_bcubed_f": f, f"{name}_lone_left_alone": left_alone}
