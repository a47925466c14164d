"""`python -m mirnews`: the same as the command `mirnews`."""

from __future__ import annotations

from mirnews.cli import main

main()
