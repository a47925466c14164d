"""Properties are tried at random here and with fixed cases in CI, where a new find should not block somebody else."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
settings.load_profile("fixed" if os.environ.get("CI") else "default")
