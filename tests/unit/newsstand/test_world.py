"""The newsstand's data: well formed, honest, and written in healthy Persian."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from importlib.resources import files
from itertools import combinations

import pytest

from mirnews.newsstand.damage import as_printed, lose_half_spaces
from mirnews.newsstand.families import family
from mirnews.newsstand.world import Piece, load_world

WORLD = load_world()
SECTIONS = {
    "politics",
    "economy",
    "world",
    "society",
    "science",
    "health",
    "culture",
    "sport",
    "environment",
    "disaster",
}
HALF_SPACE = "\u200c"
PARAGRAPHS_OF_A_LONG_REPORT = 4


def words(text: str) -> list[str]:
    return re.findall(r"[\w\u200c]+", text)


def shingles(piece: Piece) -> set[tuple[str, ...]]:
    """Runs of five words, with half-spaces opened so that a damaged copy would still match."""
    found: set[tuple[str, ...]] = set()
    for text in piece.texts:
        line = words(text.replace(HALF_SPACE, " "))
        found.update(tuple(line[at : at + 5]) for at in range(len(line) - 4))
    return found


def name(piece: Piece) -> str:
    return f"{piece.publisher}/{piece.id}"


def first_text(piece: Piece) -> str:
    """Whose text it is in the end: a copy's copy goes back to the first."""
    originals = {name(one): one.truth.copy_of for one in WORLD.pieces}
    key = name(piece)
    while originals.get(key):
        key = originals[key]
    return key


def test_there_is_one_file_a_report_named_after_it() -> None:
    names = [path.name for path in (files("mirnews.newsstand") / "reports").iterdir()]
    assert len(names) == len(WORLD.pieces)
    for piece in WORLD.pieces:
        assert sum(one.startswith(f"{piece.publisher}-{piece.id}-") for one in names) == 1


def test_numbers_are_unique_at_a_publisher_and_rise_with_time() -> None:
    for publisher in WORLD.publishers:
        numbers = [piece.id for piece in WORLD.of(publisher.id)]
        assert numbers == sorted(set(numbers))


def test_every_report_comes_out_within_the_simulated_days() -> None:
    assert all(WORLD.start < piece.published < WORLD.end for piece in WORLD.pieces)
    assert not WORLD.all_published(WORLD.start)
    assert WORLD.all_published(WORLD.end)


def test_there_is_enough_of_everything() -> None:
    long = [piece for piece in WORLD.pieces if len(piece.paragraphs) >= PARAGRAPHS_OF_A_LONG_REPORT]
    sections = Counter(piece.truth.section for piece in WORLD.pieces)
    copies = [piece for piece in WORLD.pieces if piece.truth.copy_of]
    assert len(WORLD.publishers) >= 3
    assert len(long) >= 16
    assert sections["world"] >= 30
    assert len([piece for piece in copies if not piece.truth.partial]) >= 3
    assert any(piece.truth.partial for piece in copies)


def test_every_section_is_one_of_ours_and_known_to_its_publisher() -> None:
    publishers = {one.id: one for one in WORLD.publishers}
    for piece in WORLD.pieces:
        assert piece.truth.section in SECTIONS
        assert publishers[piece.publisher].section(piece.section).id in SECTIONS


def test_every_made_up_outlet_carries_its_star() -> None:
    for outlet in WORLD.outlets:
        assert all(text.endswith("*") for text in (outlet.name, outlet.name_en, *outlet.variants)), outlet
    for publisher in WORLD.publishers:
        assert family(publisher.family)


def test_a_made_up_outlet_is_never_named_without_its_star() -> None:
    bare = [text.rstrip("*") for outlet in WORLD.outlets for text in (outlet.name, *outlet.variants)]
    for piece in WORLD.pieces:
        for text in (*piece.texts, *piece.authors, piece.source_line or ""):
            assert not [one for one in bare if re.search(rf"\b{re.escape(one)}(?![\w*\u200c])", text)], (
                name(piece),
                text,
            )


def test_an_invented_report_marks_every_name_and_says_that_it_is_invented() -> None:
    invented = [piece for piece in WORLD.pieces if piece.invented]
    assert len(invented) >= 10
    for piece in invented:
        assert piece.invented_names
        whole = "\n".join(piece.texts)
        for one in piece.invented_names:
            assert one.endswith("*")
            assert whole.count(one) == whole.count(one.rstrip("*")) > 0, (name(piece), one)
        assert "خیالی" in whole


def test_only_invented_reports_and_made_up_outlets_have_stars() -> None:
    outlets = {text for outlet in WORLD.outlets for text in (outlet.name, *outlet.variants)}
    for piece in WORLD.pieces:
        known = outlets | set(piece.invented_names)
        for starred in re.findall(r"[\w\u200c\u0654 ]+\*", "\n".join(piece.texts)):
            assert any(starred.endswith(one) for one in known), (name(piece), starred)


def test_the_persian_has_its_half_spaces() -> None:
    text = "\n".join("\n".join(piece.texts) for piece in WORLD.pieces)
    assert text.count(HALF_SPACE) * 1000 / len(words(text)) >= 40
    for piece in WORLD.pieces:
        whole = "\n".join(piece.texts)
        assert HALF_SPACE in whole, name(piece)


@pytest.mark.parametrize(
    "slip",
    [
        r"[يكىة]",
        r"\b(ن?می) \w",
        r"\w (ها|های|هایی|تر|ترین|ای|اند)\b",
        r"\u200c\W|\W\u200c",
        r"  | [،؛:.!؟]|[،؛؟](?=[\w«])",
        r"[0-9]|[\u0660-\u0669]",
    ],
)
def test_the_persian_has_none_of_the_usual_slips(slip: str) -> None:
    for piece in WORLD.pieces:
        for text in (*piece.texts, *piece.tags):
            assert not re.search(slip, text), (name(piece), re.search(slip, text), text)


def test_reports_that_are_no_copies_share_no_wording() -> None:
    runs = [(piece, shingles(piece)) for piece in WORLD.pieces]
    for (one, left), (other, right) in combinations(runs, 2):
        if first_text(one) != first_text(other):
            shared = left & right
            assert len(shared) <= 0.05 * min(len(left), len(right)), (name(one), name(other), shared)


def test_copies_are_later_reworded_at_the_top_and_true_copies_below() -> None:
    by_name = {name(piece): piece for piece in WORLD.pieces}
    copies = [piece for piece in WORLD.pieces if piece.truth.copy_of]
    for piece in copies:
        original = by_name[piece.truth.copy_of]
        assert original.published < piece.published
        assert original.publisher != piece.publisher
        assert original.truth.story == piece.truth.story
        assert (original.title, original.lead) != (piece.title, piece.lead)
        whole, kept = shingles(original), shingles(original) & shingles(piece)
        low, high = (0.3, 0.7) if piece.truth.partial else (0.7, 1.0)
        assert low <= len(kept) / len(whole) <= high, (name(piece), len(kept) / len(whole))


def test_the_chain_starts_at_the_publisher_and_is_written_in_the_text() -> None:
    names = {one.id: one.name for one in WORLD.publishers}
    depths = Counter(len(piece.truth.chain) for piece in WORLD.pieces)
    assert set(depths) == {1, 2, 3}
    for piece in WORLD.pieces:
        publisher, *others = piece.truth.chain
        assert publisher == names[piece.publisher]
        readable = "\n".join((*piece.texts, piece.source_line or ""))
        assert all(other in readable for other in others), name(piece)


def test_one_report_names_its_source_in_the_source_line_alone() -> None:
    only = [piece for piece in WORLD.pieces if piece.source_line and piece.source_line not in "\n".join(piece.texts)]
    assert only
    assert all(piece.truth.chain[-1] == piece.source_line for piece in only)


def test_speakers_and_their_verbs_stand_in_the_text() -> None:
    stances = Counter(speaker.stance for piece in WORLD.pieces for speaker in piece.truth.speakers)
    assert set(stances) == {"says", "claims", "denies", "confirms"}
    for piece in WORLD.pieces:
        whole = "\n".join(piece.texts)
        for speaker in piece.truth.speakers:
            assert speaker.name or speaker.title
            assert speaker.name is None or speaker.name in whole, (name(piece), speaker)
            assert all(word in words(whole) for word in words(speaker.verb)), (name(piece), speaker)


def test_damage_is_of_each_kind_and_touches_only_what_is_printed() -> None:
    damaged = {piece.damage: piece for piece in WORLD.pieces if piece.damage}
    assert set(damaged) == {"space", "joined", "lost"}
    for piece in damaged.values():
        printed = as_printed(piece)
        assert HALF_SPACE in "".join(piece.texts)
        assert HALF_SPACE not in "".join(printed.texts)
        assert printed.title == lose_half_spaces(piece.title, "space" if piece.damage == "space" else "joined")
        assert [len(text) for text in printed.paragraphs] == [
            len(lose_half_spaces(text, piece.damage or "space")) for text in piece.paragraphs
        ]


def test_reports_are_printed_with_arabic_letters() -> None:
    for piece in (one for one in WORLD.pieces if one.letters == "arabic"):
        printed = "".join(as_printed(piece).texts)
        assert "ي" in printed
        assert "ك" in printed
        assert not set("یک") & set(printed)
        assert printed.translate(str.maketrans("يك", "یک")) == "".join(piece.texts)


def test_an_encoding_without_persian_yeh_prints_the_arabic_one() -> None:
    for publisher in WORLD.publishers:
        if publisher.encoding != "utf-8":
            assert publisher.letters == "yeh"
            assert "ی" not in "".join("".join(as_printed(piece).texts) for piece in WORLD.of(publisher.id))


def test_every_kind_of_polling_and_of_feed_is_there() -> None:
    assert {one.kind for one in WORLD.publishers} == {"feed", "listing", "sitemap"}
    assert {one.feed_format for one in WORLD.publishers} == {"rss20", "rss091", "rdf10", "json11"}
    assert len({one.family for one in WORLD.publishers}) >= 8


def test_every_publisher_has_an_owner_and_a_place_and_two_have_one_owner() -> None:
    owners = Counter(one.owner_key for one in WORLD.outlets)
    assert all((one.owner or "").endswith("*") and (one.owner_en or "").endswith("*") for one in WORLD.outlets)
    assert sorted(owners.values())[-2:] == [1, 2]
    assert {one.place.partition("-")[0] for one in WORLD.publishers} == {"inside", "abroad", "foreign"}


def test_what_becomes_of_a_report_comes_after_it_and_within_the_days() -> None:
    for piece in WORLD.pieces:
        assert list(piece.moments) == sorted(set(piece.moments)), name(piece)
        assert piece.moments[-1] < WORLD.end
        for change in piece.changes:
            assert change.title or change.lead or change.paragraphs, name(piece)
            assert piece.as_of(change.at).edited == change.at
            assert piece.as_of(change.at).texts != piece.as_of(change.at - timedelta(seconds=1)).texts, name(piece)


def test_troubles_are_of_publishers_that_exist_and_within_the_days() -> None:
    assert {one.kind for one in WORLD.troubles} == {"flood", "new_guids", "too_many", "unavailable", "hang", "web_page"}
    for trouble in WORLD.troubles:
        assert trouble.publisher in {one.id for one in WORLD.publishers}
        assert WORLD.start < trouble.start < trouble.end < WORLD.end
    assert all(wreck.name.endswith("*") for wreck in WORLD.wrecks)


def test_a_relay_retells_what_its_chain_names_and_is_no_copy() -> None:
    by_name = {name(piece): piece for piece in WORLD.pieces}
    names = {one.id: {one.name, *one.variants} for one in WORLD.publishers}
    for piece in WORLD.pieces:
        truth = piece.truth
        assert not (truth.copy_of and truth.relay_of), name(piece)
        if truth.relay_of in by_name:
            dispatch = by_name[truth.relay_of]
            assert dispatch.published < piece.published, name(piece)
            assert set(truth.chain) & names[dispatch.publisher], name(piece)
        elif truth.relay_of:
            assert truth.relay_of in truth.chain[1:], name(piece)
        elif not truth.copy_of:
            assert len(truth.chain) == 1, (name(piece), "cites an outlet, so it is a relay")
