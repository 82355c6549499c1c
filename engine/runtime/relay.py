"""From the outbox to people: gathered into one digest a person and day, handed over, marked.

Three steps, each its own transaction. *Gather*: of each message that is ready, find whom it concerns now,
and put a line into the digest of each (or make a message of its own). *Close*: when nothing is ready any
more, fix what each digest says. *Hand over*: claim, send, mark. A process that dies between sending and
marking leads to the same delivery again, under the same id, when its claim has run out.

The clock of the database says when people may be reached; the machine's, when a try is repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from msgspec import Struct, field

from ..core.reminding import Hours, Telling, telling
from ..core.times import local_day, stamp
from ..delivery import Channel, Delivery, Message, Outbox
from ..errors import StorageFault, UnreadableRecord
from ..ports import UnitOfWork
from .facts import Setting
from .notices import Addressing, Lines, body_of

_Result = TypeVar("_Result")
Transact = Callable[[Callable[[UnitOfWork, Outbox], _Result]], _Result]
"""Runs a function in one transaction."""

BATCH = 500
"""Messages gathered in one transaction."""
HANDED = 100
"""Deliveries claimed at a time: what may be sent twice when a process dies."""
TRIES = 8
"""Failures after which a message or delivery is parked."""
CLAIM = timedelta(minutes=2)
_FIRST_RETRY, _LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)


class Handed(Struct):
    """What a run did."""

    figures: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The figures: messages looked at, put off to a working morning, of no use any more, for nobody; deliveries."""
        names = ("read", "put_off", "moot", "nobody", "sent", "failed", "parked")
        return {name: self.figures[name] for name in names} | {"faults": dict(sorted(self.faults.items()))}


class Relay(Struct, frozen=True):
    """One run at one instant."""

    transact: Transact[Any]
    setting: Setting
    hours: Hours | None
    colours: tuple[str, ...]
    now: datetime
    """By the clock of the database."""
    machine: Callable[[], datetime]
    """The machine's clock."""
    report: Handed = field(default_factory=Handed)

    def run(self, channels: Sequence[Channel]) -> Handed:
        """Gather what is ready and hand over what is waiting.

        Raises:
            StorageFault: the database failed; what was marked stays so, the rest is done by the next run.
        """
        held = self.transact(lambda work, outbox: outbox.held_back(stamp(self.now)))
        failing: set[str] = set(held)
        while self.transact(lambda work, outbox: self._gather(work, outbox, failing)):
            pass
        self.transact(self._close)
        while self._hand_over(channels):
            pass
        return self.report

    # ---- gathering --------------------------------------------------------------------------

    def _gather(self, work: UnitOfWork, outbox: Outbox, failing: set[str]) -> bool:
        """One batch; whether there may be more."""
        if not outbox.lead():
            return False
        messages = outbox.ready(stamp(self.now), BATCH)
        addressing = Addressing(work, self.setting, self.now)
        lines = Lines(addressing, self.colours)
        # In the order in which they happened, also where a clock was set back between them.
        for message in sorted(messages, key=lambda one: (one.case, one.seq)):
            self._figures(message, addressing)["read"] += 1
            if message.case in failing:
                outbox.put_off(message, self._retry(self.now, message.attempts), message.attempts)
                continue
            try:
                self._read(outbox, message, addressing, lines)
            except StorageFault as error:
                if not isinstance(error, UnreadableRecord):
                    raise
                self._fail(outbox, message, error.message("en"), failing, addressing)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with this one must not hold up the others
                self._fail(outbox, message, f"{type(error).__name__}: {error}", failing, addressing)
        return len(messages) == BATCH

    def _read(self, outbox: Outbox, message: Message, addressing: Addressing, lines: Lines) -> None:
        case = addressing.case(message.case)
        asked = None
        if case is not None:
            asked = telling(addressing.definition(case), lines.completed(case, message))
        if case is None or asked is None:
            outbox.drop([message])
            return
        figures = self._figures(message, addressing)
        if asked.passing and not lines.is_running(case, message):
            figures["moot"] += 1
            outbox.drop([message])
            return
        ready = self._reachable(message, asked)
        if ready > self.now:
            figures["put_off"] += 1
            outbox.put_off(message, stamp(ready), 0)
            return
        people = addressing.people(case, asked)
        if not people:
            figures["nobody"] += 1
        item = lines.item(case, message, asked)
        left = [one for one in people if not self._tell(outbox, message, asked, one, item, lines)]
        if left:
            morning = self._next_morning()
            outbox.put_off(message, stamp(morning), 0)
        else:
            outbox.drop([message])

    def _tell(
        self,
        outbox: Outbox,
        message: Message,
        asked: Telling,
        person: str,
        item: dict[str, Any],
        lines: Lines,
    ) -> bool:
        """Whether the person is told; `False` when the digest of the day has gone and the next one must do."""
        if outbox.told(message, person):
            return True
        day = local_day(self.now, self.setting.zone).isoformat()
        if not asked.digest:
            delivery = f"{message.case}:{message.seq}:{person}"
            item = lines.for_person(item, message.case, person)
            body = body_of(delivery, "duban.notice", person, day, [item], urgent=asked.urgent)
            outbox.make(delivery, person, day, stamp(self.now), body)
            outbox.tell(message, person, delivery, item)
            return True
        delivery = f"{day}/{person}"
        gathering = outbox.gathering(delivery)
        if gathering is None:
            outbox.make(delivery, person, day, stamp(self.now), None)
        elif not gathering:
            return False
        outbox.tell(message, person, delivery, lines.for_person(item, message.case, person))
        return True

    def _reachable(self, message: Message, asked: Telling) -> datetime:
        if asked.urgent or self.hours is None:
            return self.now
        return self.hours.next_open(self.now, self.setting.zone, self.setting.calendar)

    def _next_morning(self) -> datetime:
        hours = self.hours or Hours()
        return hours.next_morning(self.now, self.setting.zone, self.setting.calendar)

    def _figures(self, message: Message, addressing: Addressing) -> Counter[str]:
        """Where a message is counted: nowhere when it is about a confidential case."""
        return Counter() if addressing.is_secret(message.case) else self.report.figures

    def _fail(
        self, outbox: Outbox, message: Message, fault: str, failing: set[str], addressing: Addressing
    ) -> None:
        figures = self._figures(message, addressing)
        if figures is self.report.figures:
            self.report.faults[f"{message.case}:{message.seq}"] = fault
        if message.attempts + 1 >= TRIES:
            figures["parked"] += 1
            outbox.park(message, fault, stamp(self.now))
            return
        figures["failed"] += 1
        failing.add(message.case)
        outbox.put_off(message, self._retry(self.now, message.attempts), message.attempts + 1)

    def _close(self, work: UnitOfWork, outbox: Outbox) -> None:
        if not outbox.lead() or outbox.ready(stamp(self.now), 1):
            return  # another relay has the turn and closes what it gathers
        for delivery, person, day in outbox.open_deliveries():
            items = outbox.items(delivery)
            outbox.close(delivery, body_of(delivery, "duban.digest", person, day, items))

    # ---- handing over -----------------------------------------------------------------------

    def _hand_over(self, channels: Sequence[Channel]) -> bool:
        """One batch; whether there may be more."""
        if not channels:
            return False
        now = self.machine()
        claimed: list[Delivery] = self.transact(
            lambda work, outbox: outbox.claim(stamp(now), stamp(now + CLAIM), HANDED) if outbox.lead() else []
        )
        good, bad = self._send(channels, claimed)
        if claimed:
            self.transact(lambda work, outbox: self._mark(outbox, good, bad))
        self.report.figures["sent"] += sum(not _sealed(one) for one in good)
        return bool(claimed)

    def _send(
        self, channels: Sequence[Channel], claimed: list[Delivery]
    ) -> tuple[list[Delivery], dict[str, tuple[Delivery, str]]]:
        good, bad = [], {}
        for delivery in claimed:
            try:
                for channel in channels:
                    channel.send(delivery)
                good.append(delivery)
            except Exception as error:  # noqa: BLE001 - a channel may raise anything; the next person is not to blame
                bad[delivery.id] = delivery, f"{type(error).__name__}: {error}"
        try:
            for channel in channels:
                channel.flush()
        except Exception as error:  # noqa: BLE001 - nothing of this batch is sure to have arrived
            bad |= {one.id: (one, f"{type(error).__name__}: {error}") for one in good}
            good = []
        return good, bad

    def _mark(self, outbox: Outbox, good: list[Delivery], bad: dict[str, tuple[Delivery, str]]) -> None:
        now = self.machine()
        if good:
            outbox.mark_sent([one.id for one in good], stamp(self.now))
        for delivery, fault in bad.values():
            last = delivery.attempts + 1 >= TRIES
            if not _sealed(delivery):
                self.report.figures["parked" if last else "failed"] += 1
                self.report.faults[delivery.id] = fault
            outbox.mark_failed(delivery.id, fault, None if last else self._retry(now, delivery.attempts))

    def _retry(self, now: datetime, attempts: int) -> str:
        return stamp(now + min(_FIRST_RETRY * 2 ** min(attempts, 12), _LONGEST_RETRY))


def _sealed(delivery: Delivery) -> bool:
    """Whether a delivery tells of confidential cases only: then the figures do not tell of it."""
    items = delivery.body.get("items", ())
    return bool(items) and all(one.get("confidential") for one in items)
