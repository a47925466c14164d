"""families: takes the name of a publishing system, returns its addresses; its markup stands in `templates/<name>/`.

A further system is one module here with a `FAMILY`, one line below, and three templates: article, front, feed.
"""

from __future__ import annotations

from mirnews.newsstand.families import aggregator, asam, iransamaneh, isna, nastooh, sputnik, tasnim, unread, wordpress
from mirnews.newsstand.families.shape import Family

__all__ = ["Family", "family"]

_FAMILIES = {
    "nastooh": nastooh.FAMILY,
    "iransamaneh": iransamaneh.FAMILY,
    "wordpress": wordpress.FAMILY,
    "asam": asam.FAMILY,
    "tasnim": tasnim.FAMILY,
    "isna": isna.FAMILY,
    "sputnik": sputnik.FAMILY,
    "aggregator": aggregator.FAMILY,
    "loose": unread.LOOSE,
    "cells": unread.CELLS,
    "stream": unread.STREAM,
}


def family(name: str) -> Family:
    """The family of this name; KeyError for one that the newsstand does not play."""
    return _FAMILIES[name]
