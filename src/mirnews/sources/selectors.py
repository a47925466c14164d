"""selectors: takes a CSS selector as an operator writes it, returns what finds its elements; says where it is wrong.

A subset that is enough to point at things on a page: names, `*`, `#id`, `.class`, `[attribute]` with `=`, `~=`, `^=`,
`$=` and `*=`, `:first-child`, `:last-child`, `:nth-child(2)`, `:not(…)` of one step, the combinators blank, `>`, `+`,
`~`, and commas. It becomes XPath, which libxml2 runs; there are no regular expressions of an operator's anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml import etree

from mirnews.errors import Misconfigured
from mirnews.sources.names import Element

MAX_CHARS = 300
_MAX_STEPS = 12
_NAME = re.compile(r"-?[A-Za-z_\u0080-\U0010ffff][\w-]*")
_BLANK = re.compile(r"\s*")
_COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")
_ATTRIBUTE = re.compile(r"\[\s*([A-Za-z_][\w:-]*)\s*(?:([~^$*]?=)\s*(\"[^\"]*\"|'[^']*'|[\w./-]+)\s*)?\]")
_NTH = re.compile(r"nth-child\(\s*(\d{1,4})\s*\)")
_CHILD = {"first-child": "not(preceding-sibling::*)", "last-child": "not(following-sibling::*)"}
_AXES = {
    " ": "/descendant::*",
    ">": "/child::*",
    "~": "/following-sibling::*",
    "+": "/following-sibling::*[1]/self::*",
}


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector that was understood."""

    text: str
    xpath: str

    def find(self, root: Element) -> list[Element]:
        """The elements under `root`, in the order of the page."""
        found = _compiled(self.xpath)(root)
        return cast("list[Element]", found)


@lru_cache(maxsize=256)
def selector(text: str) -> Selector:
    """The selector that this text is. Raises Misconfigured (`selector_invalid`) with the position of what is wrong."""
    if len(text) > MAX_CHARS:
        raise _wrong(text, MAX_CHARS, f"it is longer than {MAX_CHARS} characters")
    return Selector(text, _Reader(text).all())


@lru_cache(maxsize=256)
def _compiled(xpath: str) -> etree.XPath:
    return etree.XPath(xpath)


def _wrong(text: str, at: int, why: str) -> Misconfigured:
    return Misconfigured("selector_invalid", f"selector {text[:MAX_CHARS]!r} is wrong at character {at + 1}: {why}")


class _Reader:
    """Reads one selector from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def all(self) -> str:
        """The whole text as XPath."""
        paths = [self._path()]
        while self._at < len(self._text):
            self._expect(",", "a comma, a combinator or the end belongs here")
            paths.append(self._path())
        return " | ".join(paths)

    def _path(self) -> str:
        self._skip(_BLANK)
        path, steps = f"descendant::*{self._step()}", 1
        while (found := _COMBINATOR.match(self._text, self._at)) and not self._ends(found.end()):
            self._at = found.end()
            path += _AXES[found[1] or " "] + self._step()
            steps += 1
            if steps > _MAX_STEPS:
                raise _wrong(self._text, self._at, f"it has more than {_MAX_STEPS} steps")
        self._skip(_BLANK)
        return path

    def _ends(self, at: int) -> bool:
        is_blank = not self._text[self._at : at].strip()
        return is_blank and (at >= len(self._text) or self._text[at] == ",")

    def _step(self) -> str:
        """One compound of name, classes and so on, as XPath predicates; never an empty one."""
        start, tests = self._at, ""
        if self._text[self._at : self._at + 1] == "*":
            self._at += 1
        elif name := _NAME.match(self._text, self._at):
            self._at = name.end()
            tests = f"[local-name()={_quoted(name[0].lower())}]"
        while (sign := self._text[self._at : self._at + 1]) and sign in ".#[:":
            tests += self._test(sign)
        if self._at == start:
            raise _wrong(self._text, self._at, "an element, .class, #id or [attribute] belongs here")
        return tests

    def _test(self, sign: str) -> str:
        if sign == "[":
            return f"[{self._attribute()}]"
        self._at += 1
        if sign == ":":
            return f"[{self._pseudo()}]"
        name = _NAME.match(self._text, self._at)
        if name is None:
            raise _wrong(self._text, self._at, f"a name belongs after {sign!r}")
        self._at = name.end()
        return f"[{_word('class', name[0])}]" if sign == "." else f"[@id={_quoted(name[0])}]"

    def _attribute(self) -> str:
        found = _ATTRIBUTE.match(self._text, self._at)
        if found is None:
            raise _wrong(self._text, self._at, 'an attribute looks like [name] or [name="value"]')
        self._at = found.end()
        name, sign, value = found[1].lower(), found[2], found[3] or ""
        value = value[1:-1] if value[:1] in ("'", '"') else value
        if not sign:
            return f"@*[local-name()={_quoted(name)}]" if ":" in name else f"@{name}"
        if ":" in name:
            raise _wrong(self._text, found.start(), "an attribute with a prefix can only be asked for, not compared")
        if sign == "~=":
            return _word(name, value)
        if not value and sign != "=":
            return "false()"
        return {
            "=": f"@{name}={_quoted(value)}",
            "^=": f"starts-with(@{name}, {_quoted(value)})",
            "*=": f"contains(@{name}, {_quoted(value)})",
            "$=": f"substring(@{name}, string-length(@{name}) - {len(value) - 1})={_quoted(value)}",
        }[sign]

    def _pseudo(self) -> str:
        if nth := _NTH.match(self._text, self._at):
            self._at = nth.end()
            return f"count(preceding-sibling::*)={int(nth[1]) - 1}"
        for name, test in _CHILD.items():
            if self._text.startswith(name, self._at):
                self._at += len(name)
                return test
        if not self._text.startswith("not(", self._at):
            known = ":first-child, :last-child, :nth-child(2), :not(…)"
            raise _wrong(self._text, self._at, f"known here are {known}")
        self._at += len("not(")
        self._skip(_BLANK)
        inner = self._step()
        self._skip(_BLANK)
        self._expect(")", "the bracket of :not( is never closed")
        return f"not(self::*{inner})"

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _expect(self, sign: str, why: str) -> None:
        if not self._text.startswith(sign, self._at):
            raise _wrong(self._text, self._at, why)
        self._at += len(sign)


def _word(attribute: str, word: str) -> str:
    return f"contains(concat(' ', normalize-space(@{attribute}), ' '), {_quoted(f' {word} ')})"


def _quoted(text: str) -> str:
    """A text as XPath writes it; one with both kinds of quotes cannot come out of a selector."""
    return f'"{text}"' if "'" in text else f"'{text}'"
