"""Our own broken, strange and hostile feeds (`evals/sources/cases`), a file a case, and broken on."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.sources.cases import AT, FOLDER, Case, cases, outcome
from mirnews.errors import Quarantine
from mirnews.sources import read, read_listing
from mirnews.sources.identity import identities

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.file for case in CASES])
def test_a_case_gives_what_the_list_says(case: Case) -> None:
    assert outcome(case).wrong == []


def test_every_file_is_in_the_list_once_and_small() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"cases.toml"}
    assert files == {case.file for case in CASES}
    assert len(files) == len(CASES)
    assert max(path.stat().st_size for path in FOLDER.iterdir() if path.name in files) < 10_000


BODIES = [(FOLDER / case.file).read_bytes() for case in CASES]
WOUND = st.tuples(
    st.floats(0, 1), st.integers(0, 200), st.binary(max_size=4) | st.sampled_from([b"<", b">", b"&", b'"'])
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(BODIES), st.lists(WOUND, max_size=4), st.sampled_from([None, "text/xml; charset=windows-1256"]))
def test_a_case_broken_further_is_read_or_refused(
    body: bytes, wounds: list[tuple[float, int, bytes]], content_type: str | None
) -> None:
    for where, lost, put in wounds:
        at = int(where * len(body))
        body = body[:at] + put + body[at + lost :]
    try:
        feed = read(body, url="https://khabar.example/rss", content_type=content_type, at=AT)
    except Quarantine:
        return
    for entry in feed.entries:
        assert identities(entry).guid == entry.id
        for text in (entry.title, entry.summary, entry.content, entry.url, entry.id, *entry.authors, *entry.categories):
            (text or "").encode()
            assert "<script" not in (text or "").lower() or text in (entry.title, entry.id)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(BODIES), st.integers(0, 3000))
def test_any_feed_is_read_as_a_listing_or_refused(body: bytes, cut: int) -> None:
    with contextlib.suppress(Quarantine):
        assert read_listing(body[:cut], "https://khabar.example/").format == "listing"
