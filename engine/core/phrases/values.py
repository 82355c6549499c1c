"""What a phrase was read as: the structured term, the dates it gives, and what is missing or ambiguous."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct

from ..recurrence import Recurrence
from ..terms import Term
from ..text import Language, Text

PhraseKind = Literal["date", "range", "recurring", "relative", "open", "ambiguous", "incomplete"]
Missing = Literal["year", "anchor", "amount", "unit", "date", "reference", "boundary"]
Side = Literal["within", "after", "before", "on"]
Bound = Literal["at-most", "at-least"]
Moment = date | datetime


class Between(Struct, frozen=True):
    """From a day to a day, both included: a range, or with one day twice a named day."""

    first: date
    last: date


class Counted(Struct, frozen=True):
    """A length of time from an event: within three months of the reply, a workday before the term ends."""

    terms: tuple[Term, ...]
    """Counted one after the other (一个半月 is a month and then 15 days); empty for the day of the event itself."""
    side: Side = "within"
    """`within` and `after` end when the length has passed, `before` lies so far before the event, `on` is its day."""
    minutes: int = 0
    """Minutes on top of the terms."""
    bound: Bound | None = None
    event: str = ""
    """The words of the event, as they were written."""


Rule = Between | Counted | Recurrence


def said(text: Text, /, **values: object) -> Text:
    """The template filled for both readers."""
    return Text(text.say("zh", values), text.say("en", values))


class Reading(Struct, frozen=True):
    """How a phrase reads."""

    text: str
    """The phrase as it was written."""
    kind: PhraseKind
    due: Moment | None = None
    """The last day on which it is in time; an aware date-time where the phrase names hours."""
    readings: tuple[Moment, ...] = ()
    """The possible last days where there are several; of a range its first and last day; the next few of a duty."""
    missing: Missing | None = None
    """What has to be told before there is a date, or which of the readings is meant."""
    question: Text | None = None
    soft: bool = False
    """An endeavour (争取, 原则上), not an order."""
    action: str = ""
    """What is to be done by then, as it was written."""
    parts: tuple[Reading, ...] = ()
    """One for each term, where the text has several."""
    steps: tuple[Text, ...] = ()
    """How the date was found, a sentence each with its source."""
    rule: Rule | None = None
    """The structured term; a recurring duty is armed from it."""
    provisional: bool = False
    """The count looked at a day that no notice has settled (暂定)."""

    def json(self, language: Language) -> Mapping[str, Any]:
        """The promised keys of `duban term --json`, with question and steps in the reader's language."""
        return {
            "text": self.text,
            "kind": self.kind,
            "due": None if self.due is None else self.due.isoformat(),
            "readings": [one.isoformat() for one in self.readings],
            "question": None if self.question is None else self.question.pick(language),
            "missing": self.missing,
            "soft": self.soft,
            "action": self.action or None,
            "parts": [one.json(language) for one in self.parts],
            "steps": [one.pick(language) for one in self.steps],
        }
