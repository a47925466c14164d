"""credit: takes the text of an article, returns its Credit: who reports citing whom, and who says what.

A grammar over tokens. The words it knows are data: `cues.toml` (who is named after what), `verbs.toml` (verbs of
speech), `words.toml` (titles, bodies, places, stop words). The order: lex → names → mentions → chain, and
lex → verbs → clauses → nouns → subjects → people → speakers → statements; `read` puts both together. `origin`
follows a chain to its far end.
"""

from __future__ import annotations

from mirnews.credit.origin import way_of
from mirnews.credit.read import read_credit

__all__ = ["read_credit", "way_of"]
