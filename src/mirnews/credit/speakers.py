"""Who says what by which verb: statements in the order of the text, pronouns resolved to whom they mean.

Each verb of speech is read with the subject of its own clause. Where that is not sure, nothing is said about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mirnews.credit.clauses import Clause, clauses
from mirnews.credit.gazetteer import Gazetteer
from mirnews.credit.lex import Sentence
from mirnews.credit.lexicon import Cue, Lexicon
from mirnews.credit.mentions import read_mentions
from mirnews.credit.names import Name, name_reader
from mirnews.credit.people import People, Speaker
from mirnews.credit.said import ALSO, Turn, made, quotes_clause, said, stance_of, told_end, trimmed, verb_written
from mirnews.credit.subjects import Subject, SubjectReader
from mirnews.credit.verbs import Spoken, spoken
from mirnews.model import Statement

UNKNOWN = Cue(unknown=True)
BETWEEN_CREDITS = 4  # words: «به گزارش ایسنا از قزوین به نقل از …»
LONGEST_OBJECT = 5  # words of an object that a joined clause starts with
COMMAS = 6  # commas tried before the speaker: «در این نشست، پس از …، وزیر گفت»
WITHOUT_SUBJECT = ("با", "ضمن")  # «با اشاره به هزینه ها گفت»: the speaker is the one of the sentence before


@dataclass(frozen=True, slots=True)
class Who:
    """Whose clause it is: the speaker, the subject as it stands there, and the outlet if it is one."""

    speaker: Speaker
    subject: Subject | None = None
    outlet: Name | None = None


@dataclass(slots=True)
class SentenceReader:
    """Reads the statements of one sentence; `found` keeps whose each clause is."""

    sentence: Sentence
    people: People
    gazetteer: Gazetteer
    lexicon: Lexicon
    subjects: SubjectReader
    verbs: list[Spoken] = field(default_factory=list)
    owner: list[Clause | None] = field(default_factory=list)
    found: dict[int, Who | None] = field(default_factory=dict)
    verb_of: dict[int, int] = field(default_factory=dict)
    begin: int = 0

    def read(self) -> Iterator[Statement]:
        """The statements in order; afterwards `people` know whom «او» means."""
        marks = self.sentence.marks
        yield from self._issued()
        every = list(spoken(marks, self.lexicon))
        self.begin = self.subjects.skip_connectors(self._after_credits() if every else 0, len(marks))
        self.owner = clauses(marks, self.lexicon, every, self.begin)
        self.verbs = [verb for verb in every if self._counts(verb)]
        for verb in self.verbs:
            self.verb_of.setdefault(id(self.owner[verb.first]), verb.first)
        self._topic()
        turns = list(self._turns())
        for i, turn in enumerate(turns):
            yield from self._statement(turn, turns[i + 1] if i + 1 < len(turns) else None)

    def _topic(self) -> None:
        """Find the subject of the sentence even where it says nothing: «او» may mean it later."""
        before = self.people.person
        first = next((clause for clause in self.owner if clause and clause.kind == "main"), None)
        who = self._who(first, len(self.sentence.marks)) if first else None
        doubtful = who and who.subject and who.subject.is_weak and not self.verbs and not self._is_sure(who.subject)
        if doubtful:
            self.people.person = before
        if not who or doubtful or who.speaker.body or who.outlet or (who.subject and who.subject.kind != "person"):
            self.people.passes(others=self._names_others(before))

    def _names_others(self, person: Speaker | None) -> bool:
        known = self.people.by_name
        named = (known.get(mark.fold) for mark in self.sentence.marks if mark.is_word)
        return any(other and person and other.name != person.name for other in named)

    def _after_credits(self) -> int:
        """The index after «به گزارش … به نقل از …»; the speaker comes later."""
        marks = self.sentence.marks
        after, reach = self.subjects.skip_connectors(0, len(marks)), 0
        if not self.lexicon.cues.longest(marks, after):
            return 0
        for mention in read_mentions(self.sentence, self.gazetteer):
            if mention.first > after + reach:
                break
            if self.lexicon.cues.longest(marks, mention.first):
                reach = BETWEEN_CREDITS
                after = mention.after
        return after

    def _counts(self, verb: Spoken) -> bool:
        """Does the verb say something in this sentence: not «که گفته بود …», not «به زندان محکوم کرد»?"""
        clause = self.owner[verb.first] if verb.first >= self.begin else None
        if clause is None or clause.kind == "embedded" or (clause.kind == "told" and clause.before is None):
            return False
        inside = [i for i in range(clause.start, verb.after) if self.owner[i] is clause]
        marks, bounds = self.sentence.marks, verb.verb
        follows = verb.after < len(marks) and (marks[verb.after].fold == "که" or marks[verb.after].kind == "colon")
        if bounds.unless and not follows and any(bounds.unless.longest(marks, i) and self._heads(i) for i in inside):
            return False
        if bounds.needs and not follows and not any(bounds.needs.longest(marks, i) for i in inside if i < verb.first):
            return False
        if bounds.calls and not self._calls(inside, verb.first):
            return False
        return not bounds.object or follows or any(bounds.object.longest(marks, i) for i in inside)

    def _calls(self, inside: list[int], verb: int) -> bool:
        """«نتیجه را ناکافی خواند»: does a complement that is no adverb follow the object?"""
        marks = self.sentence.marks
        object_ = max((i for i in inside if i < verb and marks[i].fold == "را"), default=verb)
        rest = [i for i in inside if object_ < i < verb and marks[i].is_word and marks[i].fold not in ALSO]
        return bool(rest) and not self.lexicon.prepositions.longest(marks, rest[0])

    def _heads(self, at: int) -> bool:
        """Is the word the head of its phrase? «بودجه» is, but not in «کمبود بودجه»."""
        nouns = self.subjects.nouns
        return at == 0 or not nouns.has(self.lexicon.things, at - 1)

    def _turns(self) -> Iterator[Turn]:
        """Verbs by statement: «رد کرده و گفته بود» is one."""
        turn: Turn | None = None
        for verb in self.verbs:
            clause = self.owner[verb.first]
            if clause is None:
                continue
            if turn and self._goes_on(turn, verb, clause):
                turn = Turn((*turn.verbs, verb), turn.clause)
                continue
            if turn:
                yield turn
            turn = Turn((verb,), clause)
        if turn:
            yield turn

    def _goes_on(self, turn: Turn, verb: Spoken, clause: Clause) -> bool:
        """«… رد کرده و گفته بود»: straight after «و», and nothing told by the verb before."""
        joined = self.owner[turn.verbs[-1].first] in (clause.before, clause)
        return joined and verb.first - turn.after <= 2 and self.sentence.marks[verb.first - 1].fold == "و"

    def _statement(self, turn: Turn, following: Turn | None) -> Iterator[Statement]:
        who = self._whose(turn)
        if not who or (who.outlet and stance_of(turn) == "says") or not self._agrees(who, turn):
            return
        marks = self.sentence.marks
        until = told_end(marks, self.owner, turn, following, self._is_actor)
        begin = who.subject.after if who.subject and who.subject.after <= turn.first else turn.clause.start
        if who.outlet:
            begin = max(begin, who.outlet.after)
        first, after = said(marks, self.owner, turn, begin, until)
        if first == turn.first and after == turn.after and not turn.verbs[0].wide:
            return  # nothing is said: «آن گونه که … گفته بود»
        colon = turn.after < len(marks) and marks[turn.after].kind == "colon"
        direct = colon or quotes_clause(marks, first, after)
        verb = verb_written(self.sentence, turn)
        yield made(self.sentence, who.speaker, verb, stance_of(turn), (first, after), direct=direct)

    def _whose(self, turn: Turn) -> Who | None:
        """Whose statement a turn is; a verb in what another one told is theirs only without a subject of its own."""
        clause = turn.clause
        governing = clause.told_by
        if clause.kind == "told" and governing and clause.before and turn.first - clause.start <= 1:
            while governing.kind == "told" and governing.told_by:
                governing = governing.told_by
            return self._who(governing, governing.done) if governing.kind == "main" else None
        if clause.kind == "main":
            return self._who(clause, turn.first)
        if clause.kind == "other" and governing and clause.before is None and self._is_temporal(governing):
            return self._who(clause, turn.first)
        return None

    def _is_temporal(self, clause: Clause) -> bool:
        span = range(clause.start, clause.done)
        return any(self.lexicon.temporal.longest(self.sentence.marks, i) for i in span)

    def _who(self, clause: Clause, verb: int) -> Who | None:
        """The subject of a clause, read once."""
        if id(clause) not in self.found:
            verb = min(clause.done or verb, verb) if clause.done else verb
            self.found[id(clause)] = self._read_who(clause, self._verb_start(clause, verb))
        return self.found[id(clause)]

    def _verb_start(self, clause: Clause, verb: int) -> int:
        """Where the first verb of speech of the clause starts, or where its verb ends."""
        return min(self.verb_of.get(id(clause), verb), verb)

    def _read_who(self, clause: Clause, verb: int) -> Who | None:
        at = self.subjects.skip_connectors(clause.start, verb)
        if outlet := self._outlet(at):
            return Who(Speaker(self.sentence.said(outlet.first, outlet.after), None), outlet=outlet)
        subject = self._subject(clause, at, verb)
        if subject and subject.is_weak and clause.before is not None and not self._is_sure(subject):
            return None
        if subject:
            speaker = self.people.speaks(self.sentence, subject)
            return Who(speaker, subject) if speaker else None
        if clause.before is not None:
            return self._inherited(clause, at, verb)
        alone = verb - at <= 0 or self.sentence.marks[at].fold in WITHOUT_SUBJECT
        person = self.people.person if alone and self.people.age == 0 and clause.start <= self.begin else None
        return Who(person) if person else None

    def _is_sure(self, subject: Subject) -> bool:
        """After «و» one bare word is a speaker only if it is known or a country."""
        return subject.kind == "place" or bool(subject.name and self.subjects.nouns.is_known(*subject.name))

    def _inherited(self, clause: Clause, at: int, verb: int) -> Who | None:
        """The subject of the clause before, if this one starts with its verb, an object or a preposition."""
        marks = self.sentence.marks
        opens = at >= verb or marks[at].fold in ("آن", "این", "نیز", "هم") or self._opens_object(at, verb)
        opens = opens or bool(self.lexicon.prepositions.longest(marks, at))
        before = clause.before
        who = self._who(before, before.done) if opens and before else None
        return Who(who.speaker, None, who.outlet) if who else None

    def _opens_object(self, at: int, verb: int) -> bool:
        """«اتهام را», «ادعای او را»: one word, or something told, with «را»."""
        marks = self.sentence.marks
        reach = range(at + 1, min(at + LONGEST_OBJECT, verb))
        ends = next((i for i in reach if marks[i].fold == "را" or not marks[i].is_word), at)
        told = self.lexicon.told.longest(marks, at) is not None
        return ends > at and marks[ends].fold == "را" and (ends == at + 1 or told)

    def _outlet(self, at: int) -> Name | None:
        """«رویترز نوشت»: an outlet that reports is a source; it speaks only where it claims or denies."""
        if at >= len(self.sentence.marks):
            return None
        found = name_reader(self.sentence.marks, self.gazetteer).outlet(at, UNKNOWN)
        quoted = self.sentence.marks[at].kind == "open"
        return found if found and not found.this and (found.outlet or not quoted) else None

    def _subject(self, clause: Clause, at: int, verb: int) -> Subject | None:
        """The subject of the clause: where it starts, or after a comma of its own, or straight before its verb."""
        if at < verb and (found := self.subjects.at(at, verb)):
            return found
        if at < verb and self.lexicon.relational.longest(self.sentence.marks, at):
            return None
        tried = 0
        for i in range(at, verb):
            if self.sentence.marks[i].kind not in ("comma", "semicolon") or self.owner[i] not in (clause, None):
                continue
            tried += 1
            start = self.subjects.skip_connectors(i + 1, verb)
            found = self.subjects.at(start, verb) if tried <= COMMAS else None
            if found and not self._explains(clause, i, found):
                return found
        return self.subjects.straight_before(at, verb)

    def _explains(self, clause: Clause, comma: int, subject: Subject) -> bool:
        """Is it no subject but the title of the name before the comma, or too little after a mere comma?"""
        weak = subject.is_weak and self.owner[comma - 1] is clause and not self._sets_scene(clause, comma)
        title_only = subject.name is None and subject.title is not None and not subject.back
        ends = subject.after < len(self.sentence.marks) and self.sentence.marks[subject.after].kind == "comma"
        nouns = self.subjects.nouns
        named = nouns.is_name(comma - 1, comma) or self.sentence.marks[comma - 1].kind == "close"
        return weak or (title_only and ends and named)

    def _sets_scene(self, clause: Clause, comma: int) -> bool:
        """«در مقابل، …», «در این نشست، …»: a short first phrase with a preposition."""
        at = self.subjects.skip_connectors(clause.start, comma)
        return self.lexicon.prepositions.longest(self.sentence.marks, at) is not None

    def _is_actor(self, start: int, until: int) -> bool:
        at = self.subjects.skip_connectors(start, until)
        return self.subjects.at(at, until) is not None

    def _agrees(self, who: Who, turn: Turn) -> bool:
        """Do subject and verb agree in number? «او گفتند» and «نام … نوشته اند» do not."""
        subject = who.subject
        if subject is None or subject.kind == "body":
            return True
        verb = turn.verbs[-1]
        plural = verb.is_plural(self.sentence.marks)
        if subject.kind == "place":
            name = subject.name or (0, 0)
            return plural == any(mark.fold == "و" for mark in self.sentence.marks[name[0] : name[1]])
        return plural == (subject.kind == "people")

    def _issued(self) -> Iterator[Statement]:
        """«در بیانیه ای که وزارت … منتشر کرد، … معرفی شده است»."""
        marks = self.sentence.marks
        opened = self.lexicon.issued_opens.end(marks, 0) if marks else 0
        issued = (i for i in range(opened, len(marks)) if self.lexicon.issued_verbs.longest(marks, i))
        body = self.subjects.at(opened, next(issued, 0)) if opened else None
        if not body or body.kind != "body":
            return
        comma = next((i for i in range(body.after, len(marks)) if marks[i].kind == "comma"), 0)
        end = trimmed(marks, comma, len(marks))
        closes = (i for i in range(comma + 1, end) if self.lexicon.issued_ends.end(marks, i) == end)
        verb = next(closes, 0)
        speaker = self.people.speaks(self.sentence, body) if comma and verb else None
        if speaker:
            yield made(self.sentence, speaker, self.sentence.said(verb, end), "says", (comma + 1, end), direct=False)
