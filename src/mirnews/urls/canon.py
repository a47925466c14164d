"""canon: one address for one page. Our rules on top of WHATWG's, each a decision about news sites.

Done: fragment, user name and password, tracking parameters, empty parameters and the dot after the host go; percent
escapes are written in capitals (WordPress writes `%d8%a7` where browsers write `%D8%A7` for the same Persian letter).
Left alone, because two pages may hide behind the two forms, or because the identity of an article decides it, not its
address: `www.`, http and https, the order of the parameters, the slash at the end, AMP paths.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from mirnews.errors import Skip
from mirnews.urls.address import has_sound_labels, parse, shown

# Parameters that say how a reader came, never which page is meant: names in lower case (`*` ends a prefix), and whose
# they are. Prefixes only where the prefix belongs to one product, so that no site's own parameter is lost.
TRACKING: tuple[tuple[tuple[str, ...], str], ...] = (
    (("utm_*",), "campaign tags of Google Analytics, used by all"),
    (("mtm_*", "piwik_*"), "Matomo campaign tags"),
    (("pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid"), "Matomo, older form"),
    (("hsa_*",), "HubSpot advertising tags"),
    (
        ("at_medium", "at_campaign", "at_custom*", "at_link_*", "at_format", "at_ptr_name"),
        "AT Internet tags of BBC pages",
    ),
    (("ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee"), "comScore tags"),
    (("fbclid", "fb_action_ids", "fb_action_types", "fb_ref", "fb_source"), "Facebook clicks and shares"),
    (("gclid", "gclsrc", "gbraid", "wbraid", "dclid", "srsltid"), "Google clicks"),
    (("_ga", "_gl"), "Google Analytics visitor, across domains"),
    (("msclkid",), "Microsoft clicks"),
    (("yclid", "ysclid", "_openstat"), "Yandex clicks and Openstat"),
    (("twclid", "__twitter_impression", "ref_src"), "Twitter clicks, views and embeds"),
    (("igshid", "igsh"), "Instagram shares"),
    (("ttclid",), "TikTok clicks"),
    (("li_fat_id",), "LinkedIn clicks"),
    (("mc_cid", "mc_eid"), "Mailchimp campaign and recipient"),
    (("mkt_tok",), "Marketo recipient"),
    (("oly_anon_id", "oly_enc_id"), "Omeda reader"),
    (("vero_id",), "Vero recipient"),
    (("wickedid",), "Wicked Reports click"),
    (("s_cid",), "Adobe campaign"),
    (("maca",), "Deutsche Welle: which feed a reader came from"),
    (("xtor",), "AT Internet: which feed a reader came from"),
    (("phpsessid", "jsessionid"), "a visitor's session"),
)
_NAMES = frozenset(name for names, _ in TRACKING for name in names if not name.endswith("*"))
_PREFIXES = tuple(name[:-1] for names, _ in TRACKING for name in names if name.endswith("*"))
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def canonical(url: str, base: str | None = None) -> str:
    """The one form of a page's address, resolved against `base`. Doing it twice changes nothing.

    Raises Skip (`url_invalid`) for what a browser refuses, for other schemes than http and https, for an empty
    address and for a bare fragment: those name a place in a page, not a page.
    """
    if url.strip()[:1] in ("", "#"):
        raise Skip("url_invalid", f"{shown(url)} names no page of its own")
    found = parse(url, base)
    if found.protocol not in ("http:", "https:"):
        raise Skip("url_invalid", f"only http and https addresses can be read, not {shown(url)}")
    if "xn--" in found.hostname and not has_sound_labels(found.hostname):
        raise Skip("url_invalid", f"the name in {shown(url)} is no Punycode; nobody can have registered it")
    found.hash, found.username, found.password = "", "", ""
    if found.hostname.endswith("."):
        found.hostname = found.hostname.rstrip(".") or found.hostname
    href, _, query = found.href.partition("?")
    kept = _without_tracking(query)
    return _ESCAPE.sub(lambda escape: escape[0].upper(), f"{href}?{kept}" if kept else href)


def is_tracking(name: str) -> bool:
    """Does a parameter of this name say only how the reader came?"""
    folded = unquote_plus(name[:200]).lower()
    while folded.startswith("amp;"):  # a feed that escaped its ampersands twice
        folded = folded[4:]
    return folded in _NAMES or folded.startswith(_PREFIXES)


def _without_tracking(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if pair and not is_tracking(pair.partition("=")[0]))
