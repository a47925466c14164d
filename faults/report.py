"""report: what one fault gave, and the words for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

Length = Literal["short", "long"]


@dataclass(slots=True)
class Findings:
    """What a scenario saw: figures, and what was not as it should be."""

    measured: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def note(self, figure: str) -> None:
        """Keep one figure for the line and the table."""
        self.measured.append(figure)

    def want(self, is_so: object, otherwise: str) -> None:
        """What is expected; `otherwise` says what was found instead."""
        if not is_so:
            self.wrong.append(otherwise)


@dataclass(frozen=True, slots=True)
class Result:
    """One fault: its number, what is expected in one line, what was measured, and what went wrong (nothing: ok)."""

    fault: str
    expected: str
    measured: tuple[str, ...]
    wrong: tuple[str, ...]
    seconds: float = 0.0

    @property
    def is_ok(self) -> bool:
        """Did it go as expected?"""
        return not self.wrong

    def line(self) -> str:
        """The line that is printed."""
        figures = "; ".join(self.measured)
        if self.is_ok:
            return f"{self.fault:<4} ok      {figures}"
        return f"{self.fault:<4} FAILED  {'; '.join(self.wrong)}" + (f" ({figures})" if figures else "")


def result(fault: str, expected: str, found: Findings) -> Result:
    """The result of a scenario's findings."""
    return Result(fault, expected, tuple(found.measured), tuple(found.wrong))


Scenario = Callable[[Length], Awaitable[Result]]
