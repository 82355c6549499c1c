"""What delivery asks of the world: an outbox with what is still to be told, and channels to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct


class Delivery(Struct, frozen=True):
    """One message to one person, the same at every try: `id` tells a repetition from a new one.

    `body`: `{id, type, to, day, urgent, items, text}`; `type` is `duban.digest` or `duban.notice`, `to` the id of the
    person, `items` are the lines in order, the most urgent first, `text` is `{zh, en}`, ready to be read.
    """

    id: str
    person: str
    body: Mapping[str, Any]
    attempts: int = 0


class Channel(Protocol):
    """A way to people: a file that a gateway reads, a terminal, later a chat or mail.

    Delivered at least once: what a process died over is handed in again under the same id.
    """

    name: str

    def send(self, delivery: Delivery) -> None:
        """Hand one delivery over; whatever is raised counts as a failed try of this delivery alone."""
        ...

    def flush(self) -> None:
        """See to it that what was handed over is there to stay; called before it is marked as sent."""
        ...


class Message(Struct, frozen=True):
    """A row of the outbox."""

    next_at: str
    case: str
    seq: int
    kind: str
    body: Mapping[str, Any]
    attempts: int


class Outbox(Protocol):
    """What is still to be told, inside one transaction. Only whoever leads may change it."""

    def lead(self) -> bool:
        """Take the turn until the transaction ends; `False` when another relay has it just now."""
        ...

    def ready(self, now: str, limit: int) -> list[Message]:
        """The messages to be looked at by now, in the order of their time."""
        ...

    def held_back(self, now: str) -> frozenset[str]:
        """Cases of which a message failed and is not to be tried yet: their later ones wait for it."""
        ...

    def drop(self, messages: Sequence[Message]) -> None:
        """Take messages out: nobody is to be told any more."""
        ...

    def put_off(self, message: Message, next_at: str, attempts: int) -> None:
        """Look at a message again at another instant."""
        ...

    def told(self, message: Message, person: str) -> bool:
        """Whether a person has been told of it, or will be by what is gathered."""
        ...

    def tell(self, message: Message, person: str, delivery: str, item: Mapping[str, Any]) -> None:
        """Put a line into a delivery."""
        ...

    def gathering(self, delivery: str) -> bool | None:
        """Whether lines may still be put into a delivery; `None` when it does not exist yet."""
        ...

    def make(self, delivery: str, person: str, day: str, at: str, body: Mapping[str, Any] | None) -> None:
        """Begin a delivery; without a body it gathers lines."""
        ...

    def open_deliveries(self) -> list[tuple[str, str, str]]:
        """(id, person, day) of those that gather."""
        ...

    def items(self, delivery: str) -> list[Mapping[str, Any]]:
        """The lines of a delivery."""
        ...

    def close(self, delivery: str, body: Mapping[str, Any]) -> None:
        """Fix what a delivery says."""
        ...

    def claim(self, now: str, until: str, limit: int) -> list[Delivery]:
        """Deliveries to be handed over, the oldest of each person first, kept from other relays until then."""
        ...

    def mark_sent(self, deliveries: Sequence[str], at: str) -> None:
        """They have been handed over."""
        ...

    def mark_failed(self, delivery: str, fault: str, next_at: str | None) -> None:
        """A try failed: the next one, or none any more, and it is parked."""
        ...

    def park(self, message: Message, fault: str, at: str) -> None:
        """Put a message aside that cannot be worked out; it is kept among the deliveries."""
        ...
