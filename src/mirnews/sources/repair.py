"""repair: XML as feeds send it, made XML. Pure functions from text to text, each linear in its length.

The document type declaration is always cut out before a parser sees the text: no entity of a feed's own is
ever expanded and no file or address that it names is ever opened.
"""

from __future__ import annotations

import html as entities
import re
from html.entities import html5

from mirnews.errors import Quarantine
from mirnews.sources.names import DECLARABLE

_ROOT = re.compile(
    r"<(?:\?xml\b|!DOCTYPE\s+(?!\s|html)|(?:\w{1,20}:)?(?:rss|rdf|feed|entry|channel|urlset|sitemapindex|opml)[\s>/])",
    re.I,
)
_ENTITY = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#[0-9]{1,20};|#[xX][0-9A-Fa-f]{1,20};|([A-Za-z][A-Za-z0-9]{1,31});)"
)
_BARE_AMPERSAND = re.compile(r"&(?!#?[A-Za-z0-9]{1,32};)")
_LONG_VALUE = re.compile(r"=\s?(\"[^\"<>]{100000,}\"?|'[^'<>]{100000,}'?)")
_BARE_VALUE = re.compile(r"\s[\w:.-]{1,50}=[^\s\"'<>=]")
_TAG = re.compile(r"<[A-Za-z_][^<>]{0,5000}>")
_ATTRIBUTE = re.compile(r"(\s[\w:.-]{1,50}\s?=\s?)(\"[^\"]*\"|'[^']*'|[^\s\"'<>/]+)")
_LONE_LESS = re.compile(r"<(?![A-Za-z_/!?])|</(?![A-Za-z_])|<!(?!--)")
_PREFIX = re.compile(r"</?([A-Za-z][\w.-]{0,30}):[A-Za-z_]")
_C1_REFERENCE = re.compile(r"&#(?:1(?:2[89]|[345]\d)|[xX][89][0-9a-fA-F]);")  # meant as windows-1252, as in HTML
_SPACE = re.compile(r"\s*")
_MOST_ENTITIES = 500  # W3C's three sets declare 252
_FOREIGN_DTD = re.compile(r"<!DOCTYPE\s[^\[>]{0,500}?\b(?:SYSTEM|PUBLIC)\b(?![^\[>]{0,500}(?:DTD RSS|W3C))", re.I)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_FIRST_TAG = re.compile(r"<[A-Za-z_][^\s/>]*")
_SUBSET_END = re.compile(r"\]\s*>")
_HELD = re.compile(r"<(/?)(title|description|summary|content:encoded)>", re.I)
_STRUCTURE = re.compile(r"</?(?:item|entry|link|channel|guid|pubDate)\b", re.I)


def body_of(text: str) -> tuple[str, bool]:
    """The document from its root element on, and whether something had to be cut off before it that does not belong.

    Raises Quarantine (`feed_broken`) where a document type declaration brings entities of its own into use.
    """
    at, junk = 0, False
    stripped = text.lstrip("\ufeff")
    begin = len(text) - len(stripped.lstrip())
    if not _plausible(text, begin):
        found = _ROOT.search(text, begin)
        begin, junk = (found.start(), True) if found else (begin, False)
    at, subset, declarations = _past_prolog(text, begin)
    junk = junk or declarations > 1 or (declarations == 1 and begin > len(text) - len(stripped))
    body = text[at:]
    if not _FIRST_TAG.match(body) and (found := _ROOT.search(body)):
        body, junk = body[found.start() :], True
    _refuse_entities(subset, body)
    if subset and _FOREIGN_DTD.search(subset):
        _refuse_names(body)
        junk = True
    if "&#" in body:
        body = _C1_REFERENCE.sub(lambda match: entities.unescape(match[0]), body)
    return body, junk


def _plausible(text: str, at: int) -> bool:
    """Does an XML document begin here, rather than a warning that a server printed before it?"""
    head = text[at : at + 40].lower()
    return head.startswith(("<?xml", "<!--", "<!doctype")) or bool(_ROOT.match(text, at))


def _past_prolog(text: str, at: int) -> tuple[int, str, int]:
    """Where the root element begins, the document type declaration on the way, and how many XML declarations."""
    doctype, declarations = "", 0
    while True:
        at = _end_of_space(text, at)
        if text.startswith("<?", at):
            declarations += text.startswith("<?xml ", at) or text.startswith("<?xml\n", at)
            end = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif text[at : at + 9].lower() == "<!doctype":
            end = _end_of_doctype(text, at)
            doctype += text[at:end]
        else:
            return at, doctype, declarations
        if end <= at:
            return at, doctype, declarations
        at = end


def _end_of_doctype(text: str, at: int) -> int:
    close, bracket = text.find(">", at), text.find("[", at)
    if bracket < 0 or 0 <= close < bracket:
        return close + 1
    end = _SUBSET_END.search(text, bracket)
    return end.end() if end else len(text)


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _refuse_entities(doctype: str, body: str) -> None:
    """Refuse a document that needs its own entities (expansion bombs, files); W3C's sets of names are HTML's."""
    declarations = doctype.split("<!ENTITY", _MOST_ENTITIES + 1)[1:]
    for declaration in declarations:
        words = declaration[:500].split(None, 3)
        parameter = words[:1] == ["%"]
        name, kind = [*words[parameter : parameter + 2], "", ""][:2]
        external = kind in ("SYSTEM", "PUBLIC") and not (parameter and "-//W3C//ENTITIES" in declaration)
        used = not parameter and f"{name};" not in html5 and f"&{name};" in body
        if external or used or len(declarations) > _MOST_ENTITIES:
            raise Quarantine(
                "feed_broken",
                f"the feed declares the XML entity {name[:60]!r}; feeds with entities of their own are refused",
            )


def _refuse_names(body: str) -> None:
    """Refuse a document that cannot be read without the outside DTD that it names; that is never fetched."""
    strange = next((name for name in _NAMED.findall(body) if f"{name};" not in html5), None)
    if strange is not None:
        raise Quarantine(
            "feed_broken", f"the feed uses {strange!r} from a DTD elsewhere, which is never fetched; ask the outlet"
        )


def mend(text: str) -> str:
    """The document with raw `&` and `<` escaped, HTML's entities as characters and known prefixes declared."""
    out, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        out.append(_mend_markup(text[at:start]))
        end = text.find("]]>", start)
        if end < 0:
            out += [text[start:], "]]>"]
            at = len(text)
            break
        out.append(text[start : end + 3])
        at = end + 3
    out.append(_mend_markup(text[at:]))
    return _with_prefixes("".join(out))


def _mend_markup(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(_entity, _BARE_AMPERSAND.sub("&amp;", text))
    if "]]>" in text:
        text = text.replace("]]>", "]]&gt;")
    text = _LONG_VALUE.sub('=""', text)
    if _BARE_VALUE.search(text):
        text = _TAG.sub(lambda match: _ATTRIBUTE.sub(_quoted, match[0]) if "=" in match[0] else match[0], text)
    return _LONE_LESS.sub(lambda match: "&lt;" + match[0][1:], text)


def _quoted(match: re.Match[str]) -> str:
    name, value = match[1], match[2]
    return match[0] if value[0] in "\"'" else f'{name}"{value}"'


def _entity(match: re.Match[str]) -> str:
    """One reference as XML may have it: a character for HTML's names, plain text for unknown ones."""
    whole, name = match[0], match[1]
    if name:
        meant = html5.get(f"{name};")
        return f"&amp;{name};" if meant is None else entities.escape(meant, quote=True)
    meant = entities.unescape(whole)
    return "" if meant == "\ufffd" else entities.escape(meant, quote=True)


def _with_prefixes(text: str) -> str:
    """Declare on the root the prefixes that every reader knows and this document only uses."""
    used = {match for match in _PREFIX.findall(text) if match in DECLARABLE}
    missing = [prefix for prefix in sorted(used) if f"xmlns:{prefix}" not in text]
    root = _FIRST_TAG.match(text)
    if not missing or not root:
        return text
    declared = "".join(f' xmlns:{prefix}="{DECLARABLE[prefix]}"' for prefix in missing)
    return text[: root.end()] + declared + text[root.end() :]


def hold_html(text: str) -> str:
    """The document with HTML that stands unescaped in titles and descriptions put into CDATA sections."""
    out, at = [], 0
    opened: re.Match[str] | None = None
    for match in _HELD.finditer(text):
        if not match[1]:
            opened = match
            continue
        if opened and opened[2] == match[2]:
            inner = text[opened.end() : match.start()]
            if "<" in inner and "<![CDATA[" not in inner and not _STRUCTURE.search(inner):
                out += [text[at : opened.end()], "<![CDATA[", inner, "]]>"]
                at = match.start()
        opened = None
    out.append(text[at:])
    return "".join(out)
