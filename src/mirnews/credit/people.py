"""Who has been named in an article, so that «لودریان», «وی» and «وزیر خارجه مالی» find their person again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mirnews.credit.lex import Sentence
from mirnews.credit.subjects import Subject, SubjectReader, subject_reader
from mirnews.outlets import folded

MOST = 200  # people remembered in one article
FURTHEST = 1  # sentences without a person between «او» and whom it means
LONGEST_NAME = 4  # words of a name before a comma and its title


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as first named: `name` None for one without a name; `body` marks an institution."""

    name: str | None
    title: str | None
    body: bool = False


@dataclass(slots=True)
class People:
    """Remembers people by their names and by their title, and whom «او» and «این وزارتخانه» mean now."""

    by_name: dict[str, Speaker] = field(default_factory=dict)
    by_title: dict[str, Speaker | None] = field(default_factory=dict)
    person: Speaker | None = None
    body: Speaker | None = None
    age: int = 0

    def meet_all(self, sentences: Iterable[Sentence]) -> None:
        """Remember everybody whom a text names with a title: «سرگئی لاوروف»، وزیر خارجه روسیه."""
        for sentence in sentences:
            reader = subject_reader(sentence)
            for i, mark in enumerate(sentence.marks):
                if mark.kind == "open" or reader.nouns.has(reader.lexicon.honorifics, i):
                    self._meet(sentence, reader.at(i, len(sentence.marks)))
                elif reader.nouns.has(reader.lexicon.titles, i) and not (
                    i and reader.nouns.has(reader.lexicon.titles, i - 1)
                ):
                    self._meet(sentence, self._named_before(reader, i) or reader.at(i, len(sentence.marks)))

    def _named_before(self, reader: SubjectReader, title: int) -> Subject | None:
        """«سرگئی لاوروف، وزیر خارجه روسیه» read back from its title, where the name starts surely."""
        marks = reader.marks
        comma = title - 1
        if comma < 1 or marks[comma].kind != "comma":
            return None
        first = comma
        while first and comma - first <= LONGEST_NAME and reader.nouns.is_name(first - 1, comma):
            first -= 1
        if not 2 <= comma - first <= LONGEST_NAME:
            return None
        subject = reader.at(first, len(marks))
        return subject if subject and subject.title and subject.title[0] == title else None

    def _meet(self, sentence: Sentence, subject: Subject | None) -> None:
        if subject and subject.name and subject.kind == "person":
            self._remember(_speaker(sentence, subject))

    def speaks(self, sentence: Sentence, subject: Subject) -> Speaker | None:
        """Who a subject is; from now on «وی» means this one. None for «وی» where it is not sure whom it means."""
        speaker = self._back(sentence, subject) if subject.back else self._known(_speaker(sentence, subject))
        if speaker is None:
            return None
        if subject.kind == "person":
            self.person, self.age = speaker, 0
        elif subject.kind == "body":
            self.body = speaker
        if not subject.body and subject.name:
            self._remember(speaker)
        return speaker

    def passes(self, *, others: bool) -> None:
        """A sentence went by without a person as its subject; if it named `others`, «او» is sure no more."""
        self.age += 1
        if others or self.age > FURTHEST:
            self.person = None

    def _back(self, sentence: Sentence, subject: Subject) -> Speaker | None:
        if not subject.body:
            return self.person
        head = folded(sentence.said(*subject.title).split(maxsplit=1)[1]) if subject.title else ""
        named = self.body and folded(self.body.name or "").startswith(head)
        return self.body if named or head in ("نهاد", "وزارتخانه") else None

    def _known(self, speaker: Speaker) -> Speaker:
        """The same speaker as named in full elsewhere, if one is."""
        if speaker.body:
            return speaker
        if speaker.name:
            found = self.by_name.get(folded(speaker.name))
            return Speaker(found.name, speaker.title or found.title) if found else speaker
        return self.by_title.get(_title_key(speaker.title or "")) or speaker

    def _remember(self, speaker: Speaker) -> None:
        if not speaker.name or len(self.by_name) >= MOST:
            return
        for key in (folded(speaker.name), _surname(speaker.name)):
            earlier = self.by_name.get(key)
            if earlier is None or (earlier.title is None and speaker.title) or _is_longer(speaker, earlier):
                self.by_name[key] = _merged(earlier, speaker)
        if speaker.title:
            key = _title_key(speaker.title)
            other = self.by_title.get(key, speaker)
            same = other is not None and other.name and _surname(other.name) == _surname(speaker.name)
            self.by_title[key] = self.by_name[_surname(speaker.name)] if same else None


def _merged(earlier: Speaker | None, speaker: Speaker) -> Speaker:
    """The longer name and the first title of the two, if both are of one person."""
    if earlier is None or not earlier.name or not speaker.name:
        return speaker
    if not folded(speaker.name).endswith(folded(earlier.name)) and not folded(earlier.name).endswith(
        folded(speaker.name)
    ):
        return earlier
    longer = speaker if len(speaker.name) > len(earlier.name) else earlier
    return replace(longer, title=earlier.title or speaker.title)


def _is_longer(speaker: Speaker, earlier: Speaker) -> bool:
    return len(speaker.name or "") > len(earlier.name or "")


def _speaker(sentence: Sentence, subject: Subject) -> Speaker:
    name = sentence.said(*subject.name) if subject.name else None
    title = sentence.said(*subject.title) if subject.title else None
    for vague in (" این کشور", " کشورش"):
        title = title.removesuffix(vague) if title else None
        name = name.removesuffix(vague) if name else None
    return Speaker(name, title, subject.body)


def _title_key(title: str) -> str:
    """A title as it is compared: «وزیر امور خارجه» is «وزیر خارجه»."""
    return folded(title.replace("کشور ", "")).replace("امورخارجه", "خارجه")


def _surname(name: str) -> str:
    return folded(name.split()[-1])
