"""model: takes words, returns the chances that half-spaces were lost in them; learned from healthy text.

    tally ─▶ training (features, fit) ─▶ model_file (shelved_words) ─▶ spacing_model

What rules and lists are sure of is decided before the model is asked. `current` is the shipped model, or the operator's
own after `use`.
"""

from __future__ import annotations

from pathlib import Path

from mirnews.persian.model.model_file import load, shipped
from mirnews.persian.model.spacing_model import SpacingModel

__all__ = ["SpacingModel", "current", "use"]

_chosen: SpacingModel | None = None


def current() -> SpacingModel:
    """The model that repair asks."""
    return _chosen or shipped()


def use(path: Path | None) -> None:
    """Let repair ask the model of this file from now on; None is the shipped one. Raises Misconfigured."""
    global _chosen
    _chosen = load(path) if path else None
