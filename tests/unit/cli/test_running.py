"""How a run ends."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HANGING = (
    "from mirnews.cli.running import bounded_stop\nimport sys, time\nwith bounded_stop({seconds}) as stop:\n{body}"
)


@pytest.mark.parametrize(
    ("seconds", "body", "code"),
    [
        (0.2, "    stop(); time.sleep(600)", 0),
        (300, "    stop(); sys.exit(3)", 3),
        (0.2, "    time.sleep(1.0); sys.exit(4)", 4),
    ],
)
def test_a_stop_takes_no_longer_than_it_may(seconds: float, body: str, code: int) -> None:
    script = HANGING.format(seconds=seconds, body=body)
    done = subprocess.run(
        [sys.executable, "-c", script], timeout=120, check=False, env={**os.environ, "PYTHONPATH": "src"}
    )
    assert done.returncode == code
