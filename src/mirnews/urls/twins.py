"""twins: what two addresses of one article have in common, where `canonical` must keep them apart.

Both keys are weaker than an address and never one to fetch. They count inside one outlet only: there one article at
`http://www.` and at `https://`, with and without AMP, or under a headline that was changed, is one article.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from mirnews.errors import Skip
from mirnews.urls.canon import canonical

_MAX_PARAMETERS = 50
_HOST_TWIN = re.compile(r"^(?:(?:www\d?|m|amp|mobile)\.)+(?=[^.]+\.[^.]+)")
_AMP_PATH = re.compile(r"^/amp(?=/)|/amp(?:\.html)?/?$|\.amp(?=\.html$|$)", re.I)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.I)
_AMP_PARAMETERS = {"amp", "amp_js_v", "usqp"}
_OUTPUT = {"outputtype", "output", "mode", "view", "type"}  # AMP only when their value is «amp»

# Numbers of articles in the addresses of publishing systems, from the address shapes of Persian outlets as of 2025:
# /news/6334455/slug (Nastooh), /fa/news/1234567/slug and /fa/tiny/news-1234567 (IranSamaneh),
# /fa/news/1402/11/19/3035000/ (Tasnim), /20240208/slug-12345678.html (Sputnik), /a/slug/32800000.html (RFE/RL),
# /slug/a-68112233 (DW), ?p=123 (WordPress)
_DATE = re.compile(r"/(?:1[34]|20)\d\d(?:/\d{1,2}){1,2}(?=/|$)|/(?:1[34]|20)\d\d-\d\d-\d\d(?=/|$)")
_DAY = re.compile(r"(?:1[34]|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_YEAR = re.compile(r"(?:1[345]|19|20)\d\d$")
_ALONE = re.compile(r"(\d{4,15})(?:\.\w{2,5})?$")
_NAMED = re.compile(r"(?:news|article|story|post|item|a|n)[-_]?(\d{4,15})(?:\.\w{2,5})?$", re.I)
_AT_END = re.compile(r".+[-_](\d{5,15})\.\w{2,5}$")
_PARAMETERS = {"p", "id", "newsid", "news_id", "nid", "postid", "post_id", "articleid", "article_id", "itemid", "code"}
_LANGUAGE = re.compile(r"/([a-z]{2}(?:-[a-z]{2})?)(?=/)")
_LISTS = {"tag", "tags", "topic", "topics", "page", "category", "cat", "author", "service", "services", "archive"}
_LISTS |= {"search", "section", "comment", "comments", "keyword", "tp", "rss", "feed", "user", "writer"}


def address_keys(url: str, base: str | None = None) -> tuple[str, str | None, str]:
    """The canonical address with its `cms_key` and `twin_key`, read once. Raises Skip (`url_invalid`)."""
    address = canonical(url, base)
    pieces = _pieces(address)
    return address, _number(*pieces), _twin(*pieces)


def twin_key(url: str, base: str | None = None) -> str:
    """One key for the addresses that mostly are one page: host, path and parameters without what makes twins.

    Scheme, `www.`, `m.`, `amp.`, AMP in path or query, the slash at the end, `index.html` and the order of the
    parameters do not count; tracking parameters are gone before. Raises Skip (`url_invalid`) as `canonical` does.
    """
    return _twin(*_pieces(canonical(url, base)))


def cms_key(url: str, base: str | None = None) -> str | None:
    """`host#number` (`host/fa#number`) by the number that the outlet's system gave the article; None without one.

    The words around the number do not count, so that an address with an edited headline in it is the same article.
    None, too, where two numbers could be it, or where it is the number of a list. Raises Skip (`url_invalid`).
    """
    return _number(*_pieces(canonical(url, base)))


def _twin(host: str, path: str, query: str) -> str:
    path = _AMP_PATH.sub("", path)
    path = _INDEX.sub("/", path).rstrip("/")
    kept = sorted(pair for pair in query.split("&") if pair and not _is_amp(pair))
    return f"{_HOST_TWIN.sub('', host)}{path or '/'}" + (f"?{'&'.join(kept)}" if kept else "")


def _number(host: str, path: str, query: str) -> str | None:
    numbers = _numbers_in(_AMP_PATH.sub("", path)) or _numbers_of(query)
    if len(numbers) != 1:
        return None
    spoken = _LANGUAGE.match(path)
    return f"{_HOST_TWIN.sub('', host)}{f'/{spoken[1]}' if spoken else ''}#{numbers.pop().lstrip('0') or '0'}"


def kept_under(address: str, claimed: str | None) -> str:
    """The address to keep a page under: the canonical link that it names itself, where twin or number confirm that it
    names the same article (a full page for its AMP form), else `address`, where it came from. `address` is canonical.
    """
    try:
        named, number, twin = address_keys(claimed or address, address)
        _, own_number, own_twin = address_keys(address)
    except Skip:
        return address
    return named if twin == own_twin or (number is not None and number == own_number) else address


def _pieces(address: str) -> tuple[str, str, str]:
    """Host with port, path and query of a canonical address."""
    rest, _, query = address.partition("://")[2].partition("?")
    host, slash, path = rest.partition("/")
    return re.sub(r":(?:80|443)$", "", host), slash + path, query


def _is_amp(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return name.lower() in _AMP_PARAMETERS or (name.lower() in _OUTPUT and value.lower() == "amp")


def _numbers_in(path: str) -> set[str]:
    """The numbers in a path that may be an article's, of the surest kind that it has."""
    segments = [segment for segment in _DATE.sub("/", path).split("/") if segment]
    if _LISTS.intersection(segment.lower() for segment in segments[:-1]):
        return set()
    for form in (_ALONE, _NAMED, _AT_END):  # a segment of its own is a surer sign than the end of a slug
        numbers = {match[1] for segment in segments if (match := form.match(segment))}
        found = {n for n in numbers if n.isascii() and not _YEAR.match(n) and not _DAY.match(n)}
        if found:
            return found
    return set()


def _numbers_of(query: str) -> set[str]:
    """Every number in a query that may be an article's."""
    pairs = parse_qsl(query, max_num_fields=None)[:_MAX_PARAMETERS] if query.count("&") < _MAX_PARAMETERS else []
    return {value for name, value in pairs if name.lower() in _PARAMETERS and re.fullmatch(r"[0-9]{3,15}", value)}
