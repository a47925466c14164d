"""outlets: takes a name or a host, returns the outlet of the catalogue that it belongs to.

The catalogue is data (`catalogue.toml`, one row an outlet); a new publisher is one row. Who says what the catalogue
says of an outlet stands in `claims.toml`, which is read only when somebody asks. `sites.tsv` knows the systems and
feeds of many more news sites by their domain.
"""

from __future__ import annotations

from mirnews.outlets.catalogue import Catalogue, catalogue
from mirnews.outlets.claims import Claim, claims_of
from mirnews.outlets.folding import folded
from mirnews.outlets.presets import PRESETS, Preset, preset
from mirnews.outlets.sites import Site, is_front, site_of, sites

__all__ = [
    "PRESETS",
    "Catalogue",
    "Claim",
    "Preset",
    "Site",
    "catalogue",
    "claims_of",
    "folded",
    "is_front",
    "preset",
    "site_of",
    "sites",
]
