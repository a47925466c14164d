"""`fold` and `stories` keep the command contract."""

from __future__ import annotations

import json
from typing import Any

from tests.unit.cli.conftest import Run

BODY = " ".join(f"واژهٔ شمارهٔ {number} از متن خبر ساختگی نوآباد*" for number in range(20))
OTHER = " ".join(f"جملهٔ {number} دربارهٔ جام شطرنج مهرگان* و داوران آن" for number in range(20))


def article(id_: Any, title: str, body: str | None, published: str | None = None) -> dict[str, Any]:
    return {"id": id_, "published": published, "outlet": "x", "title": title, "lead": None, "body": body}


def lines(*values: Any) -> str:
    return "".join(f"{json.dumps(value)}\n" for value in values)


ARTICLES = [
    article("late", "خبر نوآباد*", BODY, "2025-02-25T12:00:00+03:30"),
    article("chess", "جام شطرنج مهرگان*", OTHER, "2025-02-25T08:31:00Z"),
    article("early", "نوآباد*: خبر", BODY, "2025-02-25T11:00:00"),
]


def test_folds_after_all_and_as_they_came(run: Run) -> None:
    ended = run("fold", "-", given=lines(*ARTICLES))
    assert ended.code == 0
    assert ended.rows == [
        {"id": "late", "fold": "early", "relation": "copy", "of": "early", "containment": 1.0},
        {"id": "chess", "fold": "chess", "relation": "alone", "of": None, "containment": 0.0},
        {"id": "early", "fold": "early", "relation": "original", "of": None, "containment": 1.0},
    ]
    online = run("fold", "-", "--online", given=lines(*ARTICLES)).rows
    assert [(row["fold"], row["relation"], row["of"]) for row in online] == [
        ("late", "alone", None),
        ("chess", "alone", None),
        ("late", "original", None),
    ]


def test_without_times_the_order_of_arrival_decides(run: Run) -> None:
    rows = run("fold", "-", given=lines(*({**one, "published": None} for one in ARTICLES))).rows
    assert [row["relation"] for row in rows] == ["original", "alone", "copy"]


def test_stories_hold_copies_with_their_originals(run: Run) -> None:
    for option in ([], ["--online"]):
        rows = run("stories", "-", *option, given=lines(*ARTICLES)).rows
        assert [(row["id"], row["story"]) for row in rows] == [("late", "late"), ("chess", "chess"), ("early", "late")]
        assert "نواباد" in rows[2]["because"]
        assert rows[1]["because"] == []


def test_bad_lines_are_answered_in_their_place(run: Run) -> None:
    good = json.dumps(ARTICLES[0])
    bad = ["", "[]", "{", '{"id":7,"title":3}', '{"id":"t","published":"دیروز"}', '{"id":NaN}', "[" * 100_000]
    for command, field in (("fold", "relation"), ("stories", "story")):
        for option in ([], ["--online"]):
            ended = run(command, "-", *option, given="\n".join([*bad, good]))
            assert ended.code == 4
            assert [row["error"]["code"] for row in ended.rows[:-1]] == ["bad_input"] * len(bad)
            assert [row["id"] for row in ended.rows] == [None, None, None, 7, "t", None, None, "late"]
            assert [row[field] is None for row in ended.rows] == [True] * len(bad) + [False]
    assert run("fold", "-", given="{").code == 1
    assert run("fold", "-", given="").code == 0


def test_ids_that_are_null_or_used_twice_do_not_mix_folds(run: Run) -> None:
    given = [article(None, "یک", BODY), article(5, "دو", OTHER), article(5, "سه", "کوتاه"), article(None, "چهار", None)]
    rows = run("fold", "-", given=lines(*given)).rows
    assert len({row["fold"] for row in rows}) == 4
    assert rows[1]["fold"] == 5


def test_titles_alone_with_wild_times(run: Run) -> None:
    times = ["0001-01-01", "9999-12-31T23:59:59Z", None, "2025-02-25"]
    given = [{"id": n, "published": time, "title": f"خبر {n} نوآباد*"} for n, time in enumerate(times)]
    for command in ("fold", "stories"):
        ended = run(command, "-", given=lines(*given))
        assert (ended.code, len(ended.rows)) == (0, 4)
