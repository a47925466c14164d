"""trail: where redirects lead. Pure: one answer's status and headers in, the next address out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mirnews.errors import Skip
from mirnews.urls.address import fetchable, parts, shown

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEP_METHOD = frozenset({307, 308})  # and the body with it
_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Trail:
    """The addresses asked so far, first to last, and whether every redirect between them was permanent."""

    addresses: tuple[str, ...]
    permanent: bool = True

    @property
    def address(self) -> str:
        """Who is to be asked now."""
        return self.addresses[-1]

    @property
    def moved_to(self) -> str | None:
        """Where the first address has moved for good, if it has."""
        return self.address if self.permanent and len(self.addresses) > 1 else None

    def onward(self, status: int, locations: Sequence[str], max_redirects: int) -> Trail:
        """The trail with the next address, from the `Location` headers of a redirect.

        Raises Skip: `bad_redirect` (no address, two of them, one that cannot be read), `redirect_loop`,
        `too_many_redirects`, `address_refused` (another scheme than http and https).
        """
        target = self._target(locations)
        if target in self.addresses:
            raise Skip("redirect_loop", f"{shown(target)} redirects in a circle; the page may want cookies")
        if len(self.addresses) > max_redirects:
            raise Skip("too_many_redirects", f"more than {max_redirects} redirects, last from {shown(self.address)}")
        return Trail((*self.addresses, target), self.permanent and status in _PERMANENT)

    def _target(self, locations: Sequence[str]) -> str:
        if len(set(locations)) != 1:
            count = "no address" if not locations else "two addresses"
            raise Skip("bad_redirect", f"{shown(self.address)} redirects to {count}")
        try:
            found = parts(locations[0], self.address)
        except Skip:
            raise Skip("bad_redirect", f"{shown(self.address)} redirects to an address that cannot be read") from None
        if found.scheme not in ("http", "https"):
            raise Skip(
                "address_refused", f"{shown(self.address)} redirects to {found.scheme}:, which is never followed"
            )
        return fetchable(found.href)
