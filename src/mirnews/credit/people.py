"""Who has been named in an article, so that «لودریان», «وی» and «وزیر خارجه مالی» find their person again."""

from __future__ import annotations

from dataclasses import dataclass, field

from mirnews.credit.lex import Sentence
from mirnews.credit.subjects import Subject, SubjectReader
from mirnews.outlets import folded

MOST = 200  # people remembered in one article


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as first named: `name` None for one without a name."""

    name: str | None
    title: str | None


@dataclass(slots=True)
class People:
    """Remembers people by their last name and by their title; `last` is whoever spoke last."""

    by_surname: dict[str, Speaker] = field(default_factory=dict)
    by_title: dict[str, Speaker] = field(default_factory=dict)
    last: Speaker | None = None
    last_person: Speaker | None = None
    last_body: Speaker | None = None

    def meet(self, sentence: Sentence, reader: SubjectReader) -> None:
        """Remember everybody who is named with a title: «سرگئی لاوروف» همتای روس."""
        for i, mark in enumerate(sentence.marks):
            if mark.kind == "open":
                subject = reader.at(i, len(sentence.marks))
                if subject and subject.name and subject.title:
                    self._remember(_speaker(sentence, subject))

    def speaks(self, sentence: Sentence, subject: Subject) -> Speaker | None:
        """Who a subject is; from now on «وی» means this one. None for «وی» before anybody spoke."""
        if subject.back:
            found = (self.last_body if subject.body else self.last_person) or self.last
            named = Speaker(None, sentence.said(*subject.title)) if subject.title else None
            return found or named
        speaker = self._known(_speaker(sentence, subject))
        self._remember(speaker)
        self.last = speaker
        if subject.body:
            self.last_body = speaker
        else:
            self.last_person = speaker
        return speaker

    def _known(self, speaker: Speaker) -> Speaker:
        """The same speaker as named in full before, if there was one."""
        if speaker.name:
            earlier = self.by_surname.get(_surname(speaker.name))
            longer = earlier and earlier.name and folded(earlier.name).endswith(folded(speaker.name))
            return Speaker(earlier.name, speaker.title or earlier.title) if earlier and longer else speaker
        return self.by_title.get(folded(speaker.title or ""), speaker)

    def _remember(self, speaker: Speaker) -> None:
        if speaker.name and len(self.by_surname) < MOST:
            self.by_surname.setdefault(_surname(speaker.name), speaker)
            if speaker.title:
                self.by_title.setdefault(folded(speaker.title), speaker)


def _speaker(sentence: Sentence, subject: Subject) -> Speaker:
    name = sentence.said(*subject.name) if subject.name else None
    title = sentence.said(*subject.title) if subject.title else None
    return Speaker(name, title)


def _surname(name: str) -> str:
    return folded(name.split()[-1])
