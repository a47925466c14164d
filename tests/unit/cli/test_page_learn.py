"""`page learn`: from files, from the archive, and back into it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

from mirnews import desk
from mirnews.cli.page import command
from mirnews.extract import extract
from mirnews.extract.learned import from_toml
from mirnews.model import Page
from mirnews.newsstand.printing import Press
from mirnews.newsstand.world import load_world
from mirnews.profiling import known_for
from mirnews.reading import save
from mirnews.store import RawPage, open_store
from tests.builders import NOON, a_source

WORLD = load_world()
PIECES = [piece for piece in WORLD.of("hamoon") if piece.paragraphs]
PRESS = Press(
    replace(next(one for one in WORLD.publishers if one.id == "hamoon"), family="cells"), "http://127.0.0.1:9"
)


def printed(at: int) -> bytes:
    return PRESS.article(PIECES[at], PIECES[:at])


def mirnews(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command, list(words))
    return result.exit_code, result.stdout, result.stderr


def saved(folder: Path, number: int) -> list[str]:
    paths = [folder / f"{at:02}.html" for at in range(number)]
    for at, path in enumerate(paths):
        path.write_bytes(printed(at))
    return [str(path) for path in paths]


def test_a_profile_is_learned_from_files_and_used_by_extract(tmp_path: Path) -> None:
    files, out, new = saved(tmp_path, 12), tmp_path / "site.toml", tmp_path / "new.html"
    new.write_bytes(printed(14))
    assert mirnews("learn", *files, "--site", "x.example", "--out", str(out)) == (0, "", "")
    known = from_toml(out.read_text("utf-8"))
    assert (known.site, known.pages, known.fields["body"]) == ("x.example", 12, ("div.long",))
    code, answer, _ = mirnews("extract", str(new), "--profile", str(out))
    found = json.loads(answer)
    assert (code, found["profile"]) == (0, "learned")
    assert (found["lead"], found["paragraphs"]) == (PIECES[14].lead, list(PIECES[14].paragraphs))


def test_where_nothing_can_be_learned_it_says_so(tmp_path: Path) -> None:
    code, answer, told = mirnews("learn", *saved(tmp_path, 3))
    assert (code, answer) == (3, "")
    assert "too few" in told
    for number in range(8):
        (tmp_path / f"{number}.htm").write_text(f"<p>{number}</p>")
    code, _, told = mirnews("learn", *(str(path) for path in tmp_path.glob("*.htm")))
    assert code == 3
    assert "too little in common" in told


def test_what_was_asked_wrongly_is_a_usage_error(tmp_path: Path) -> None:
    bad, folder = tmp_path / "bad.toml", str(tmp_path)
    bad.write_text("site = 1")
    assert mirnews("learn")[0] == 2
    assert mirnews("learn", str(bad), "--source", "x")[0] == 2
    assert mirnews("learn", str(tmp_path / "none.html"))[0] == 2
    assert mirnews("extract", str(bad), "--profile", str(bad))[0] == 2
    assert mirnews("extract", str(bad), "--profile", str(tmp_path / "none.toml"))[0] == 2
    open_store(tmp_path / "archive.sqlite").close()
    code, _, told = mirnews("learn", "--source", "nobody", "--data", folder)
    assert (code, "no source nobody" in told) == (2, True)


def test_kept_pages_of_a_source_teach_and_an_edited_profile_is_adopted(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    store.add_source(a_source(), now=NOON)
    for at in range(12):
        now, url = NOON + timedelta(minutes=at), PRESS.url(PIECES[at])
        article = extract(Page(url, printed(at), "text/html", now), at=now)
        draft = desk.draft(article, None, a_source(), url=url, canonical_url=url, now=now, extra=WORLD.outlets)
        save(store, draft, now=now, raw=RawPage(url, "text/html", now, printed(at)))
    store.close()
    code, text, _ = mirnews("learn", "--source", a_source().id, "--data", str(tmp_path))
    assert code == 0
    assert from_toml(text).site == "127.0.0.1:9"
    edited = tmp_path / "edited.toml"
    edited.write_text(text.replace("div.when", "div.when, div.day"), "utf-8")
    code, _, told = mirnews("learn", "--adopt", str(edited), "--data", str(tmp_path))
    assert (code, "127.0.0.1:9" in told) == (0, True)
    store = open_store(tmp_path / "archive.sqlite")
    known = known_for(store, "http://127.0.0.1:9/x")
    store.close()
    assert known is not None
    assert known.fields["date"] == ("div.when, div.day",)
