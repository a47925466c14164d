"""search: takes Changes of the outbox, returns the ids of the reports that a query finds.

The engine sees only search keys made by `persian.key`; what people type goes through the same function, never to the
engine as its own syntax. Open first: query.py (what was typed), then index.py (tantivy).
"""

from __future__ import annotations

from mirnews.search.feeding import update_index
from mirnews.search.index import Found, Search, open_search
from mirnews.search.query import Query, parse
from mirnews.search.snippet import highlight

__all__ = ["Found", "Query", "Search", "highlight", "open_search", "parse", "update_index"]
