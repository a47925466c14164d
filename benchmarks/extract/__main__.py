"""`python -m benchmarks.extract [--only NAME]`: reading pages, beside trafilatura, in one run and on the same pages.

body      the text alone, beside trafilatura's text without metadata: pages of known families, at the weight of a site's
complete  all that `page extract` gives, beside `bare_extraction(with_metadata=True)`, on the same pages
small     complete, on the newsstand's bare pages, a tenth of the weight
unknown   complete, on the same pages with every class, id and generator made strange, so that no profile knows them
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from benchmarks.harness import Contender, compare
from benchmarks.world import heavy_pages, pages

HERE = Path(__file__).parent
PEER = "trafilatura>=2.0 lxml-html-clean"
EVERY = 4  # of the heavy pages: trafilatura needs a twelfth of a second for each
_MARK = re.compile(rb"\b(class|id|itemprop)=(['\"])")
_META = re.compile(rb"<meta[^>]*(?:nastooh|generator)[^>]*>", re.IGNORECASE)


def strange(page: bytes) -> bytes:
    """The page without what a profile knows it by."""
    return _META.sub(b"", _MARK.sub(rb"\1=\2zz-", page))


def some(found: dict[str, bytes]) -> dict[str, bytes]:
    """Every fourth of the pages, all families among them."""
    return dict(sorted(found.items())[::EVERY])


def main(arguments: list[str]) -> int:
    """Print each comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extract")
    parser.add_argument("--only", choices=["body", "complete", "small", "unknown"])
    only = parser.parse_args(arguments).only
    whole = [Contender("mirnews", HERE / "ours.py"), Contender("trafilatura", HERE / "peer.py", PEER)]
    text = [Contender("mirnews", HERE / "ours_text.py"), Contender("trafilatura", HERE / "peer_text.py", PEER)]
    heavy = some(heavy_pages())
    unknown = {name: strange(page) for name, page in heavy.items()}
    for name, inputs, contenders in (
        ("body", heavy, text),
        ("complete", heavy, whole),
        ("small", pages(), whole),
        ("unknown", unknown, whole),
    ):
        if only in (None, name):
            compare(name, inputs, contenders)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
