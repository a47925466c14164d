"""view: one visitor's request: which language, which links, which words. What every page function is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlencode

from markupsafe import Markup

from mirnews.classify import sections
from mirnews.locale import Language, messages
from mirnews.web import times
from mirnews.web.site import Site
from mirnews.web.times import TimeWords
from mirnews.web.words import Words

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class View:
    """A request as pages see it. `path` and `query` are the visitor's; `origin` is the site's own address."""

    site: Site
    language: Language
    path: str
    query: Mapping[str, str]
    origin: str

    @property
    def now(self) -> datetime:
        """The present instant of the site's clock."""
        return self.site.clock.now()

    @property
    def notice(self) -> str | None:
        """The words of the bar on top of every page, if there is one."""
        return self.plain(f"notice.{self.site.notice}") if self.site.notice else None

    @property
    def zone(self) -> str:
        """The IANA time zone of the pages."""
        return self.site.settings.site.time_zone

    @property
    def name(self) -> str:
        """What the site is called, in the language of the page."""
        chosen = self.site.settings.site
        return chosen.name_en if self.language == "en" else chosen.name

    # ---- words

    @property
    def words(self) -> Words:
        """The sentences of the language."""
        return Words(self.language)

    def n(self, number: int | str) -> str:
        """A number in the digits of the language."""
        return self.words.number(number)

    def ratio(self, value: float) -> str:
        """A number from 0 to 1 with two decimals."""
        return self.words.number(f"{value:.2f}")

    def t(self, key: str, /, **values: object) -> Markup:
        """A sentence of the locale as HTML: numbers in its digits, everything that is not Markup escaped."""
        return self.words(key, **values)

    def plain(self, key: str, /, **values: object) -> str:
        """A sentence of the locale as plain text, for feeds and attributes."""
        return messages(self.language)(key, **{k: self.n(v) if isinstance(v, int) else v for k, v in values.items()})

    def count(self, key: str, number: int, /, **values: object) -> Markup:
        """A counted thing: the sentence `key_one` or `key_many`."""
        return self.t(f"{key}_one" if number == 1 else f"{key}_many", n=number, **values)

    def error(self, reason: str) -> str:
        """The words for a state, an error code, or a stored reason that begins with one (`http_404: …`)."""
        code = reason.partition(":")[0].strip()
        found = messages(self.language).error(code)
        return found if found != code else reason

    def section_name(self, section: str) -> str:
        """The name of a section."""
        known = next((one for one in sections() if one.id == section), None)
        return (known.en if self.language == "en" else known.fa) if known else section

    # ---- times

    def moment(self, when: datetime, *, with_clock: bool = True) -> TimeWords:
        """Date and time in full."""
        return times.full(when, self.language, self.zone, with_clock=with_clock)

    def short(self, when: datetime) -> TimeWords:
        """Time, or day and time, for a list."""
        return times.short(when, self.now, self.language, self.zone)

    def ago(self, when: datetime) -> Markup:
        """How long ago, or how soon."""
        seconds = (self.now - when).total_seconds()
        key, number = times.ago(abs(seconds))
        if key == "now":
            return self.t("ago.now")
        return self.count(f"ago.{key}" if seconds > 0 else f"ago.in_{key}", number)

    # ---- links

    def link(self, path: str, /, **query: object) -> str:
        """A link inside the site that keeps the chosen language."""
        if self.language != self.site.settings.site.language:
            query = {**query, "lang": self.language}
        kept = {name: str(value) for name, value in query.items() if value not in (None, "", False)}
        return quote(path, safe="/.-_~:@!$&'()*+,;=") + (f"?{urlencode(kept)}" if kept else "")

    def absolute(self, path: str, /, **query: object) -> str:
        """The same with the site's address before it, for feeds."""
        return self.origin + self.link(path, **query)

    def identity(self, path: str) -> str:
        """An address as a name that never changes: by the configured host, whatever the visitor calls it."""
        server = self.site.settings.server
        own = self.site.settings.site.public_url.rstrip("/") or f"http://{server.host}:{server.port}"
        return own + path

    def in_language(self, language: Language) -> View:
        """The same page in another language."""
        return replace(self, language=language)

    def here(self, **changes: object) -> str:
        """This very page with other parameters."""
        kept: dict[str, object] = {name: self.query[name] for name in ("q", "order", "page") if name in self.query}
        return self.link(self.path, **{**kept, **changes})


def origin_of(site: Site, scheme: str, host: str) -> str:
    """The site's own address: the configured one, else what the visitor asked for; a forged host is not repeated."""
    configured = site.settings.site.public_url.rstrip("/")
    if configured:
        return configured
    if not _HOST.fullmatch(host):
        host = f"{site.settings.server.host}:{site.settings.server.port}"
    return f"{'https' if scheme == 'https' else 'http'}://{host}"
