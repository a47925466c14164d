"""sources: takes the bytes of a feed, returns a Feed with its Entries.

decode ─▶ sniff ─▶ (XML: cut the prolog ─▶ strict ─▶ mend ─▶ strict ─▶ lenient) ─▶ one module per wire format.

`read.py` has the table of formats; `repair.py` and `document.py` know how feeds are broken; `rss.py`, `atom.py`,
`json_feed.py` and `sitemap.py` know what their elements mean; `names.py`, `text.py`, `dates.py`, `links.py` and
`media.py` are what these share. `listing.py` reads a web page that lists articles as if it were a feed, `kinds.py`
chooses by the kind of the source. `discover.py` finds the feeds that a page leads to, on the tree of `page.py`;
`opml.py` reads and writes lists of subscriptions. `identity.py` says by what an entry is known again, `remarks.py` what
an operator should know of a feed. No file or network is touched here, whatever a feed says. `pool.py` does the reading
in child processes (`worker.py`) with limits on CPU, memory and time, for whoever reads what strangers send; it is the
only doing part of this room.
"""

from mirnews.sources.discover import feeds_in
from mirnews.sources.identity import identified, identities
from mirnews.sources.kinds import reader
from mirnews.sources.listing import read_listing
from mirnews.sources.read import read
from mirnews.sources.remarks import remarks

__all__ = ["feeds_in", "identified", "identities", "read", "read_listing", "reader", "remarks"]
