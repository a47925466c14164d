"""The model: counted, fitted, kept in a file, asked; and the names that win over it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import Misconfigured
from mirnews.outlets import catalogue
from mirnews.persian import model, repair
from mirnews.persian.letters import LETTERS, ZWNJ, heal_characters
from mirnews.persian.model import model_file
from mirnews.persian.model.fit import logistic
from mirnews.persian.model.shelved_words import ShelvedWords, shelves
from mirnews.persian.model.tally import Tally, blocks, is_careful, tally
from mirnews.persian.model.training import train
from mirnews.persian.protected import protect
from mirnews.persian.repair import configure

HEALTHY = (
    "کارگران می|گویند برنامه|های تازه را آزموده|اند و سرمایه|گذاران خوش|بین هستند. آن روز گفت|وگو در راه|آهن آغاز شد و "
    "مسافران خسته|تر از همیشه به خانه|های خود رسیدند. ستاره|شناسان می|کوشند سیاه|چاله|ها را بهتر بشناسند. "
).replace("|", ZWNJ)


def small() -> model.SpacingModel:
    common, spelled = model_file.word_list()
    few = dict(sorted(spelled.items())[:400])
    return train(tally([HEALTHY] * 20), few, common)


@pytest.fixture(autouse=True)
def shipped_again() -> object:
    yield
    configure()


def test_the_same_text_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        model_file.save(tmp_path / name, small(), {"name": "test"})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_file_gives_its_model_back(tmp_path: Path) -> None:
    made = small()
    size = model_file.save(tmp_path / "m", made, {"name": "test"})
    read = model_file.load(tmp_path / "m")
    assert size == (tmp_path / "m").stat().st_size
    assert read == made
    assert read.neighbours == made.neighbours
    assert model_file.card(tmp_path / "m")["name"] == "test"


def test_an_own_model_is_asked_once_it_is_named(tmp_path: Path) -> None:
    model_file.save(tmp_path / "m", small(), {})
    configure(model=tmp_path / "m")
    assert model.current() == model_file.load(tmp_path / "m")
    assert repair("ستارهشناسان").text == f"ستاره{ZWNJ}شناسان"
    configure()
    assert model.current() is model_file.shipped()


@pytest.mark.parametrize(
    "body", [b"", b"MIRNEWS-SPACING 2\n", b"MIRNEWS-SPACING 1\n{}\n", b"MIRNEWS-SPACING 2\n{}\n", b"\x00" * 100]
)
def test_another_file_is_refused_in_a_plain_line(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "m").write_bytes(body)
    with pytest.raises(Misconfigured, match="spacing model"):
        configure(model=tmp_path / "m")
    with pytest.raises(Misconfigured):
        configure(model=tmp_path / "none")


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_a_damaged_file_is_refused_or_read(tmp_path_factory: pytest.TempPathFactory, at: int, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("model") / "m"
    model_file.save(path, small_once(), {})
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    with suppress(Misconfigured):  # and nothing else
        assert model_file.load(path).neighbours.firsts


_made: list[model.SpacingModel] = []


def small_once() -> model.SpacingModel:
    if not _made:
        _made.append(small())
    return _made[0]


def test_the_shipped_files_are_small_and_unpacked_only_where_asked() -> None:
    sizes = [len(model_file._data(name)) for name in (model_file.SHIPPED, "words.z", "spelled.z")]
    assert sum(sizes) < 2_000_000
    model_file.shipped.cache_clear()
    model_file.common_words.cache_clear()
    shipped = model_file.shipped()
    common = model_file.common_words()
    shelves_before = len(common._packed)
    assert common._open == {}
    assert common.get("کتاب") > 0
    assert len(common._packed) == shelves_before - 1
    assert shipped.neighbours.pairs


@given(
    st.dictionaries(st.text("ابپت", min_size=1, max_size=5), st.integers(1, 9), min_size=1),
    st.text("ابپتث", max_size=5),
)
@settings(max_examples=50, deadline=None)
def test_words_on_shelves_are_as_common_as_before(words: dict[str, int], other: str) -> None:
    packed = ShelvedWords(shelves(words))
    assert packed.get(other) == words.get(other, 0)
    assert {word: packed[word] for word in words} == words
    assert ShelvedWords(shelves(words)).whole() == words == packed


def test_only_careful_text_is_counted() -> None:
    assert is_careful(HEALTHY * 5)
    assert not is_careful(HEALTHY.replace(ZWNJ, "") * 5)
    assert not is_careful((HEALTHY + "می شود و کتاب ها و خانه های ") * 5)
    counted = Tally()
    for block in blocks([*[HEALTHY] * 10, *[HEALTHY.replace(ZWNJ, " ")] * 10]):
        counted.add(block)
    assert counted.words[f"می{ZWNJ}گویند"] > 0
    assert counted.refused > 0


def test_a_full_table_drops_the_rarest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mirnews.persian.model.tally.FULL", 20)
    counted = Tally()
    for _ in range(3):
        counted.add(HEALTHY)
    assert len(counted.words) <= 20


def test_confidence_is_the_share_that_is_right() -> None:
    slope, offset = logistic([(-2.0, 1, 9), (0.0, 5, 5), (2.0, 9, 1)])
    assert abs(offset) < 0.01
    assert 1.0 < slope < 1.2


@pytest.mark.parametrize("damage", ["", " "])
def test_names_of_the_catalogue_are_left_alone(damage: str) -> None:
    for outlet in catalogue():
        for name in (outlet.name, *outlet.variants):
            form = heal_characters(name)
            if all(char in LETTERS or "\u0620" <= char <= "\u06ff" or char == " " for char in form):
                assert repair(form).text == form


def test_an_operator_protects_names_of_his_own() -> None:
    before = repair("ستارهشناسان و سرمایه گذاران").text
    assert before == f"ستاره{ZWNJ}شناسان و سرمایه{ZWNJ}گذاران"
    configure(keep=("ستارهشناسان", "سرمایه گذاران"))
    assert repair("ستارهشناسان و سرمایه گذاران").text == "ستارهشناسان و سرمایه گذاران"
    protect(())


WORDS = (
    "رئیس جمهور سرمایه گذاران سیاست گذاری بیسابقه میشود می شود خوش بین گفت وگو پیش بینی دست اندرکاران به زودی آن ها "
    "هستهای علاقه مندان بین المللی نخست وزیر هم میهن برنامهریزی کتابهای راه آهن ، . «"
).split(" ")


@given(st.lists(st.sampled_from(WORDS), max_size=25), st.sampled_from([" ", "\n"]))
@settings(max_examples=150, deadline=None)
def test_repair_with_the_model_is_stable_and_loses_nothing(words: list[str], between: str) -> None:
    text = between.join(words)
    once = repair(text)
    assert repair(once.text).edits == ()
    assert [char for char in once.text if char.strip() and char != ZWNJ] == [char for char in text if char.strip()]
    assert once == repair(text)
    assert all(0 < edit.confidence <= 1 for edit in once.edits)
