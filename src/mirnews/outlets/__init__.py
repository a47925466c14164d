"""outlets: takes a name or a host, returns the outlet of the catalogue that it belongs to.

The catalogue is data (`catalogue.toml`, one row an outlet); a new publisher is one row.
"""

from __future__ import annotations

from mirnews.outlets.catalogue import Catalogue, catalogue
from mirnews.outlets.folding import folded

__all__ = ["Catalogue", "catalogue", "folded"]
