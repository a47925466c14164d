"""Reads the statements of a text: its headline, its sentences, and «به گفته X، …»."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mirnews.credit.gazetteer import Gazetteer
from mirnews.credit.lex import Mark, Sentence
from mirnews.credit.lexicon import Lexicon, lexicon
from mirnews.credit.names import name_reader
from mirnews.credit.people import People
from mirnews.credit.said import made, trimmed
from mirnews.credit.speakers import SentenceReader
from mirnews.credit.subjects import Subject, SubjectReader, subject_reader
from mirnews.model import Statement

JOINS = ("و", "که", "اما", "ولی")  # a clause with «به گفته X، …» may start after one


@dataclass(slots=True)
class StatementReader:
    """Reads statements sentence by sentence; `people` remembers who was named and who spoke last."""

    gazetteer: Gazetteer
    people: People = field(default_factory=People)
    lexicon: Lexicon = field(default_factory=lexicon)

    def meet(self, sentences: Iterable[Sentence]) -> None:
        """Take note of everybody whom the whole text names with a title."""
        self.people.meet_all(sentences)

    def sentence(self, sentence: Sentence) -> Iterator[Statement]:
        """The statements of one sentence."""
        subjects = subject_reader(sentence, self.people.by_name)
        yield from self._by_cue(sentence, subjects)
        yield from SentenceReader(sentence, self.people, self.gazetteer, self.lexicon, subjects).read()

    def _by_cue(self, sentence: Sentence, subjects: SubjectReader) -> Iterator[Statement]:
        """«به گفته X، …», «به ادعای X، …» where a sentence or clause starts."""
        marks = sentence.marks
        for at in range(len(marks)):
            cue = self.lexicon.cues.longest(marks, at) if marks[at].is_word else None
            starts = at == 0 or not marks[at - 1].is_word or marks[at - 1].fold in JOINS
            starts = starts or subjects.skip_connectors(0, at) == at
            if not cue or not cue[0].stance or not starts:
                continue
            names = name_reader(marks, self.gazetteer)
            subject = None if names.outlet(cue[1], cue[0]) else subjects.at(cue[1], len(marks))
            if not subject or not _cue_ends(marks, subject):
                continue
            speaker = self.people.speaks(sentence, subject)
            begin = subjects.skip_connectors(subject.after, len(marks))
            stop = next((i for i in range(begin, len(marks)) if marks[i].kind == "semicolon"), len(marks))
            if speaker and begin < stop:
                end = max(begin + 1, trimmed(marks, begin, stop))
                yield made(sentence, speaker, sentence.said(at, cue[1]), cue[0].stance, (begin, end), direct=False)


def _cue_ends(marks: Sequence[Mark], subject: Subject) -> bool:
    """Does the name after «به گفته» surely end: at a comma, or is it a pronoun?"""
    return subject.back or (subject.after < len(marks) and marks[subject.after].kind == "comma")


def headline(sentence: Sentence, reader: StatementReader) -> Statement | None:
    """The statement of a headline «speaker: statement», or None."""
    marks = sentence.marks
    colon = next((i for i, mark in enumerate(marks[:24]) if mark.kind == "colon"), 0)
    if not colon or colon + 2 >= len(marks) or reader.lexicon.labels.longest(marks, 0):
        return None
    first = reader.lexicon.action_nouns.end(marks, 0)
    subject = subject_reader(sentence, reader.people.by_name).at(first, colon)
    if not subject or (subject.after < colon and not reader.lexicon.headline_joins.longest(marks, subject.after)):
        return None
    speaker = reader.people.speaks(sentence, subject)
    return made(sentence, speaker, "", "says", (colon + 1, len(marks)), direct=True) if speaker else None
