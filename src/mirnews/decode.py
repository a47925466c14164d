"""decode: takes bytes with what was said about them, returns text. Standard codecs only.

Persian sites say windows-1256 and send UTF-8, say UTF-8 and send windows-1256, or say nothing. So bytes are
believed before words: byte order mark, valid UTF-8, declared, windows-1256 by its letters, and last UTF-8
with U+FFFD where nothing can be read.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal

Markup = Literal["html", "xml", "text"]
UTF_7, UNKNOWN = "utf-7", "unknown"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the encoding it was read in.

    `damaged` when bytes were lost or replaced; `declared` is the encoding that header, XML declaration or meta
    named (our spelling of it), UTF_7 or UNKNOWN for one that is not read, or None.
    """

    text: str
    encoding: str
    damaged: bool
    declared: str | None = None


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Names are looked up here and never given to codecs.lookup: it would load "zip", "rot13" or "utf-7" as asked.
_WINDOWS = {f"{prefix}{page}": f"windows-{page}" for page in range(1250, 1259) for prefix in ("windows", "cp", "win")}
_ISO = {f"{prefix}8859{part}": f"iso-8859-{part}" for part in range(2, 17) for prefix in ("iso", "")}
_LATIN = dict.fromkeys(("iso88591", "88591", "latin1", "l1", "ascii", "usascii", "ansi"), "windows-1252")
_OTHERS = {
    "utf8": "utf-8",
    "unicode11utf8": "utf-8",
    "xcp1256": "windows-1256",
    "arabic": "iso-8859-6",
    "iso885961987": "iso-8859-6",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "eucjp": "euc-jp",
    "shiftjis": "shift_jis",
    "sjis": "shift_jis",
    "euckr": "euc-kr",
    "macarabic": "mac-arabic",
    "macfarsi": "mac-farsi",
    "macintosh": "mac-roman",
}
_KNOWN = _WINDOWS | _ISO | _LATIN | _OTHERS
_NOT_DEFINED = {"iso-8859-12"}

_WIDE = ("utf16", "utf32", "ucs2", "ucs4")  # seen by their bytes, whatever is said

_HEAD = 2048  # bytes in which a declaration counts; browsers look at 1024, Persian templates put scripts first
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]{2,40})", re.I)
_META_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)

# C0 without tab, line feed and carriage return; DEL; and the code points that are no characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_C1 = re.compile("[\x80-\x9f]")
# Tag characters: they spell a text that nobody sees. In the flags of England, Scotland and Wales they stay.
_TAGS = re.compile("\U0001f3f4?[\U000e0000-\U000e007f]+")
_FLAG_LENGTH = 8  # the black flag, up to six letters of a code, the end
_TAG_LEAD = b"\xf3\xa0"
_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_NO_CHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_C0 = bytes([*range(9), 11, 12, *range(14, 32), 127])
_PERSIAN = (
    "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيكةىأإؤئآء،؛؟"
    "\u200c\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\xab\xbb\xa0"
)
_PERSIAN_BYTES = _PERSIAN.encode("windows-1256", "ignore")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_SAMPLE = 200_000
_PERSIAN_SHARE = 0.9  # Persian cp1256 scores 0.97 or more; UTF-8 Persian 0.6, Russian cp1251 0.7, French 0


def decode(body: bytes, content_type: str | None = None, *, markup: Markup = "html") -> Decoded:
    """Read bytes as text. Never raises; takes time in proportion to the length.

    `content_type` is the header as sent; `markup` says which declarations inside the bytes count. NUL, other
    control characters and tag characters are taken out (tab and line ends stay); U+0080 to U+009F become what
    windows-1252 shows there.
    """
    declared = _declared(body, content_type, markup)
    text, encoding, damaged = _read(body, None if declared in (UTF_7, UNKNOWN) else declared)
    if encoding == "utf-8" and (once := _encoded_twice(text)) is not None:
        text, damaged = once, True
    clean = _without_controls(text) if _may_hold_controls(body, encoding) else text
    if encoding.startswith("utf") and (encoding != "utf-8" or (b"\xf3" in body and _TAG_LEAD in body)):
        clean = _TAGS.sub(_flag_alone, clean)
    return Decoded(clean, encoding, damaged or clean != text, declared)


def _read(body: bytes, declared: str | None) -> tuple[str, str, bool]:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _in(body[len(mark) :], encoding)
    if wide := looks_wide(body[:1024]):
        return _in(body, wide)
    try:
        text, used = codecs.utf_8_decode(body, "strict", False)
    except UnicodeDecodeError:
        return _read_other(body, declared)
    if declared == "windows-1256" and _only_persian_as_1256(body, text):
        return body.decode("windows-1256"), "windows-1256", False
    cut = used != len(body)
    if cut and text.isascii() and declared not in (None, "utf-8"):
        return _read_other(body, declared)
    return text, "utf-8", cut


def _read_other(body: bytes, declared: str | None) -> tuple[str, str, bool]:
    """Bytes that are not UTF-8 from end to end."""
    text = body.decode("utf-8", "replace")
    if _mostly_readable(text):
        return text, "utf-8", True
    if declared in (None, "utf-8", "windows-1252", "windows-1256") and _persian_share(body) >= _PERSIAN_SHARE:
        return body.decode("windows-1256"), "windows-1256", False
    if declared not in (None, "utf-8"):
        return _in(body, declared)
    return text, "utf-8", True


def _in(body: bytes, encoding: str) -> tuple[str, str, bool]:
    try:
        return body.decode(encoding), encoding, False
    except UnicodeDecodeError:
        return body.decode(encoding, "replace"), encoding, True


def _mostly_readable(text: str) -> bool:
    """Is it UTF-8 with a few broken places? Ten good characters for each bad one; single-byte texts have none."""
    bad = text.count("\ufffd")
    good = len(text) - bad - len(text.encode("ascii", "ignore"))
    return good > 10 * bad


def _declared(body: bytes, content_type: str | None, markup: Markup) -> str | None:
    names = [match[1] for match in [_HEADER_CHARSET.search(content_type or "")] if match]
    head = body[:_HEAD]
    if markup != "text" and (match := _XML_ENCODING.search(head)):
        names.append(match[1].decode("ascii", "replace"))
    if markup == "html" and (match := _META_CHARSET.search(head)):
        names.append(match[1].decode("ascii", "replace"))
    known = [encoding for name in names if (encoding := _known(name))]
    strange = [folded for name in names if not (folded := _folded(name)).startswith(_WIDE)]
    if known or not strange:
        return known[0] if known else None
    return UTF_7 if "utf7" in strange else UNKNOWN


def _known(name: str) -> str | None:
    """Our spelling of an encoding's name, or None for one that we do not read (UTF-7 is refused on purpose)."""
    encoding = _KNOWN.get(_folded(name))
    return None if encoding in _NOT_DEFINED else encoding


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def looks_wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: the high bytes of Latin and Persian letters are 00 and 06."""
    if b"\x00" not in head or len(head) < 4:
        return None
    lanes = [_share_of(head[lane::4], b"\x00") for lane in range(4)]
    if min(lanes[2], lanes[3]) > 0.9:
        return "utf-32-le"
    if min(lanes[0], lanes[1]) > 0.9:
        return "utf-32-be"
    even, odd = (_share_of(head[lane::2], b"\x00\x06") for lane in (0, 1))
    if odd > 0.7 and even < 0.5:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.5 else None


def _share_of(data: bytes, members: bytes) -> float:
    return 1 - len(data.translate(None, members)) / len(data) if data else 0.0


def _persian_share(body: bytes) -> float:
    """Share of high bytes that are Persian letters in windows-1256 and stand beside another high byte.

    A lone high byte is mostly an accented letter of a Latin text, so it counts against.
    """
    sample = body[:_SAMPLE]
    high = len(sample) - len(sample.translate(None, _HIGH_BYTES))
    runs = b"".join(_HIGH_RUN.findall(sample))
    return (len(runs) - len(runs.translate(None, _PERSIAN_BYTES))) / high if high else 0.0


def _only_persian_as_1256(body: bytes, text: str) -> bool:
    """Is a short windows-1256 text valid UTF-8 by chance: no Persian letter in one reading, only such in the other?"""
    return not text.isascii() and not any("\u0600" <= c <= "\u06ff" for c in text) and _persian_share(body) == 1.0


# What windows-1252 shows for the bytes 80-9F, back to those bytes (the five that it leaves open are themselves).
_C1_FROM_1252 = {
    ord(shown): code for code in range(0x80, 0xA0) if (shown := bytes([code]).decode("windows-1252", "ignore"))
}
_SHOWN_BY_1252: dict[int, int | None] = {code: shown for shown, code in _C1_FROM_1252.items()}
_SHOWN_BY_1252 |= {code: None for code in range(0x80, 0xA0) if code not in _SHOWN_BY_1252}


def _without_controls(text: str) -> str:
    """The text without control characters, but with the quotes and dashes that C1 was meant to be."""
    text = _CONTROL.sub("", text)
    return text.translate(_SHOWN_BY_1252) if _C1.search(text) else text


def _flag_alone(tags: re.Match[str]) -> str:
    return tags[0] if tags[0][0] == "\U0001f3f4" and len(tags[0]) <= _FLAG_LENGTH else ""


def _encoded_twice(text: str) -> str | None:
    """The text once more decoded, if UTF-8 Persian was taken for Latin and encoded again (Ø®Ø¨Ø±), else None."""
    leads = sum(text.count(lead) for lead in "ØÙÚÛ")
    if leads < 3 or leads * 3 < len(text) - len(text.encode("ascii", "ignore")):
        return None
    try:
        return text.translate(_C1_FROM_1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _may_hold_controls(body: bytes, encoding: str) -> bool:
    """A look at the bytes, ten times faster than one at the text. C2 alone begins « and the no-break space, too."""
    if encoding != "utf-8" or (b"\xc2" in body and _C1_BYTES.search(body)) or _NO_CHARACTER.search(body):
        return True
    return len(body.translate(None, _C0)) != len(body)
