"""Editions of a document (文稿版次): what a case said each time it was handed in, and why it came back.

An edition is made by an action marked `edition`, each time it happens, whatever the round. Nothing is kept of it
beside the record: the number stands in the case and in the event, the document is what the events lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from .case import Case
from .definition import Definition
from .events import Event
from .evolve import evolve


class Cause(Struct, frozen=True):
    """Something between two editions that bears on the document: it was sent back, corrected, done again."""

    seq: int
    kind: str
    at: str
    actor: str
    action: str | None = None
    state: str | None = None
    """The step that it was sent back from."""
    note: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    """What was said with it: the deficiencies found, the fields corrected."""
    round: int | None = None


class Edition(Struct, frozen=True):
    """A document as it was handed in. `at` and `recorded_at` are stored instants."""

    number: int
    seq: int
    at: str
    recorded_at: str
    actor: str
    round: int
    document: Mapping[str, Any]
    causes: tuple[Cause, ...] = ()
    """What had happened to the edition before it; nothing for the first."""
    action: str | None = None
    on_behalf_of: str | None = None
    note: str | None = None


class Editions(Struct, frozen=True):
    """All editions of a case, and what has happened to the last one since."""

    editions: tuple[Edition, ...]
    since: tuple[Cause, ...] = ()

    def number(self, number: int) -> Edition | None:
        """The edition of that number."""
        return next((one for one in self.editions if one.number == number), None)


def document_of(definition: Definition) -> tuple[str, ...]:
    """The fields that are the document: those declared, else all that the actions with an edition fill in."""
    return definition.derived(_document)


def _document(definition: Definition) -> tuple[str, ...]:
    if definition.document:
        return definition.document
    making = [action for _, action in definition.actions() if action.edition]
    named = {name for one in making for name in (*one.needs, *one.may, *one.fills)}
    return tuple(one.name for one in definition.fields if one.name in named)


def has_editions(definition: Definition) -> bool:
    """Whether any action of a workflow makes an edition."""
    return definition.derived(_makes_editions)


def _makes_editions(definition: Definition) -> bool:
    return any(action.edition for _, action in definition.actions())


def editions_of(definition: Definition, events: Iterable[Event]) -> Editions:
    """The editions that a record tells of, in order; the document of each is what the case said after its event."""
    found: list[Edition] = []
    causes: list[Cause] = []
    case: Case | None = None
    fields = document_of(definition)
    for event in events:
        case = evolve(case, event)
        if "edition" in event.body:
            found.append(_edition(event, case, fields, tuple(causes) if found else ()))
            causes = []
        else:
            causes += _causes(definition, event)
    return Editions(tuple(found), tuple(causes) if found else ())


def _edition(event: Event, case: Case, fields: tuple[str, ...], causes: tuple[Cause, ...]) -> Edition:
    said = event.body
    return Edition(
        number=said["edition"],
        seq=event.seq,
        at=said["at"],
        recorded_at=said["recorded_at"],
        actor=said["actor"],
        round=case.round,
        document={name: case.data[name] for name in fields if name in case.data},
        causes=causes,
        action=said.get("action"),
        on_behalf_of=said.get("on_behalf_of"),
        note=said.get("note"),
    )


def _causes(definition: Definition, event: Event) -> Iterator[Cause]:
    said = event.body
    if event.kind not in ("moved", "corrected", "reopened", "handed-over"):
        return
    if event.kind == "moved":
        action = definition.state(said["from"]).action(said["action"])
        if action is None or action.back is None or said["to"] != action.back:
            return
    yield Cause(
        seq=event.seq,
        kind=event.kind,
        at=said["at"],
        actor=said["actor"],
        action=said.get("action"),
        state=said.get("from"),
        note=said.get("note"),
        data=said.get("data", {}),
        round=said.get("round"),
    )
