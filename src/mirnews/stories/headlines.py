"""headlines: which titles of one list tell the same event.

There is no lead and no time here, so the bar is high: two titles join only when they share the rare words of
both. Words that are frequent *in this list* weigh little, because every fourth headline of a day names the same war.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from mirnews import persian

# Tuned together on evals/stories (dev) and checked on the labelled development headlines, where P stays ≥ .94 and R is
# low by choice: a wrong merge hides a report, a missed one only repeats it.
JOIN = 0.33
MIN_SHARED = 2  # words that carry meaning; one shared name (اوکراین) is a topic, not an event
BACKGROUND = 100  # a list is weighed as if it stood among this many other headlines, or thirty would be too few

_STOP_WORDS = """
از به در با بر برای تا که را و یا این آن است شد شده کرد میشود میکند خواهد خواهان دارد هستم هستند نباید باید هم نیز
درباره علیه پس پیش روی بین سوی واکنش اعلام بیش ها های هر چند یک دو سه همه زمان مورد توسط وی خود
"""
STOP = frozenset(persian.key_tokens(_STOP_WORDS))


def group_headlines(titles: Sequence[str]) -> list[list[int]]:
    """Indexes of the titles, grouped by event; groups in order of their first title, members in order.

    Every index is in one group. Two titles that are alike join, and with them whatever each has joined, so the order
    of the titles makes no difference.
    """
    words = [frozenset(w for w in persian.key_tokens(title) if w not in STOP and len(w) > 1) for title in titles]
    weight = _weights(words)
    group = list(range(len(titles)))
    for b in range(len(titles)):
        for a in range(b):
            if group[a] != group[b] and _likeness(words[a], words[b], weight) >= JOIN:
                old, new = max(group[a], group[b]), min(group[a], group[b])
                group = [new if number == old else number for number in group]
    members: dict[int, list[int]] = {}
    for index, number in enumerate(group):
        members.setdefault(number, []).append(index)
    return list(members.values())


def _weights(words: Sequence[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency within the list."""
    counts = Counter(word for title in words for word in title)
    return {word: math.log((BACKGROUND + len(words)) / count) for word, count in counts.items()}


def _likeness(a: frozenset[str], b: frozenset[str], weight: dict[str, float]) -> float:
    """Weighted share of common words (0 to 1), 0 when fewer than MIN_SHARED words are common."""
    shared = a & b
    if len(shared) < MIN_SHARED:
        return 0.0
    return sum(weight[w] for w in shared) / math.sqrt(sum(weight[w] for w in a) * sum(weight[w] for w in b))
