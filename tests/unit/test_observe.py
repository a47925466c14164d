from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

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


@pytest.mark.parametrize("style", ["logfmt", "json"])
def test_every_instant_has_one_form(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    tehran = timezone(timedelta(hours=3.5))
    start_logging("info", style).info("source not read", next=datetime(2021, 10, 5, 16, 41, 25, 606928, tehran))
    line = capsys.readouterr().err
    assert len(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line)) == 2
    assert "2021-10-05T13:11:25.606Z" in line
