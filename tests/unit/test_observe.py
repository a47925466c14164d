from __future__ import annotations

import json

import pytest

from mirnews.observe import start_logging


def test_a_line_is_a_sentence_with_fields_and_cannot_be_forged(capsys: pytest.CaptureFixture[str]) -> None:
    log = start_logging("info").bind(source="mehr")
    log.debug("not shown")
    log.warning("entry dropped", title='a\nat=now level=error "x"', empty="", none=None)
    (line,) = capsys.readouterr().err.splitlines()
    assert 'level=warning event="entry dropped" source=mehr' in line
    assert "\\\\n" in line
    assert "none=" not in line
    assert 'empty=""' in line


def test_json_lines_hold_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("debug", "json").debug("source polled", entries=3, name="میرنیوز")
    assert json.loads(capsys.readouterr().err) | {"at": ""} == {
        "at": "",
        "level": "debug",
        "event": "source polled",
        "entries": 3,
        "name": "میرنیوز",
    }
