"""feeding: the store's outbox goes into the index, oldest change first."""

from __future__ import annotations

from mirnews.search.index import Search
from mirnews.store.port import Store

BATCH = 2000  # changes of one commit; at 2 kB of text each, a few megabytes


def update_index(store: Store, search: Search) -> None:
    """Apply the outbox to the index, oldest first. The outbox is cleared only after the commit.

    Raises TryLater (`search_busy`) while another process writes the index.
    """
    if search.is_new:
        store.refill_outbox()
    while changes := store.outbox(BATCH):
        search.apply(changes)
        store.clear_outbox(changes[-1].sequence)
    if search.is_new:
        search.mark_filled()
