"""sources: takes the bytes of a feed, returns a Feed with its Entries.

decode ─▶ sniff ─▶ (XML: cut the prolog ─▶ strict ─▶ mend ─▶ strict ─▶ lenient) ─▶ one module per wire format.

`read.py` has the table of formats; `repair.py` and `document.py` know how feeds are broken; `rss.py`, `atom.py`,
`json_feed.py` and `sitemap.py` know what their elements mean; `names.py`, `text.py`, `dates.py`, `links.py` and
`media.py` are what these share. No file or network is touched here, whatever a feed says.
"""

from mirnews.sources.read import read

__all__ = ["read"]
