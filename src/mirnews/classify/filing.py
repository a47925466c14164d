"""filing: on which shelf a report stands, and which of the 17 subjects it is about.

What the newsroom says comes first; where it says nothing, or only «جهان», the text is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mirnews.classify.places import countries_of
from mirnews.classify.sections import OTHER, WORLD, labelled
from mirnews.classify.subject import Subject, subject_of

HOME = "IR"
OPENING = 600  # characters of a text in which a report says where it happens
# Of what happens abroad, Persian newsrooms file these under «بین الملل» and keep the rest with their own subject.
ABROAD = frozenset({"politics", "conflict", "crime", "disaster", "society", "religion", "labour", "weather"})


@dataclass(frozen=True, slots=True)
class Filed:
    """`section` is the shelf, never empty (`other`); `topic` a subject with an IPTC code, or None when not sure.

    `by` says who chose the shelf: a label of the newsroom, the text, or nobody.
    """

    section: str
    topic: str | None
    by: Literal["label", "text", "nobody"]


def classify(
    *,
    given: str | None = None,
    page_section: str | None = None,
    categories: Sequence[str] = (),
    url: str | None = None,
    title: str | None = None,
    lead: str | None = None,
    body: str | None = None,
) -> Filed:
    """The shelf and the subject of a report."""
    label = labelled(given=given, page_section=page_section, categories=categories, url=url)
    if label and label.topic:
        return Filed(label.section, label.topic, "label")
    subject = subject_of(title, lead, body)
    if label and label.section != OTHER:
        return Filed(label.section, subject.id, "label")
    if subject.id is None:
        return Filed(OTHER, None, "nobody")
    return Filed(_shelf(subject, title, lead, body), subject.id, "text")


def section_of(
    *,
    given: str | None = None,
    page_section: str | None = None,
    categories: Sequence[str] = (),
    url: str | None = None,
    title: str | None = None,
    lead: str | None = None,
    body: str | None = None,
) -> str:
    """The id of the shelf alone."""
    return classify(
        given=given, page_section=page_section, categories=categories, url=url, title=title, lead=lead, body=body
    ).section


def _shelf(subject: Subject, title: str | None, lead: str | None, body: str | None) -> str:
    """`world` for what happens abroad and is no sport, money, art or knowledge; else the subject.

    Where it happens the headline says, else the lead, else the opening of the body.
    """
    if subject.id not in ABROAD:
        return subject.id or OTHER
    found = (countries_of(text, longest=OPENING) for text in (title, lead, body))
    countries = next((named for named in found if named), set())
    return WORLD if countries and HOME not in countries else subject.id
