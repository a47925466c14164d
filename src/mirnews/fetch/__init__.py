"""fetch: takes an address, returns a Response. The only outgoing network of the program.

Deciding: `guard` and `networks` (where we never go), `trail` (redirects), `body` (unpacking under a limit), `faults`
(typed errors), `freshness` and `linked` (headers about time and relations), `files` (how many sockets there may be),
`robots.allowed`. Doing: `door`, `politeness`, `names`.
"""

from mirnews.fetch.door import Door
from mirnews.fetch.freshness import Validators, validators
from mirnews.fetch.guard import Guard
from mirnews.fetch.linked import linked

__all__ = ["Door", "Guard", "Validators", "linked", "validators"]
