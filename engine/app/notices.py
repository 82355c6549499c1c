"""Telling people: delivering what is due to be told, and asking what was told to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection

from ..core import lamps
from ..core.reminding import read_hours
from ..core.seeing import Trusted, Viewer
from ..core.text import Text
from ..delivery import Channel, Outbox
from ..errors import InvalidInput
from ..ports import UnitOfWork
from ..runtime.relay import Handed, Relay
from ..store import outbox
from ..store.outbox import SqlOutbox
from ..store.settings import Settings, read_settings, write_setting
from .base import Base, View

_Result = TypeVar("_Result")


class Notices(Base):
    """The relay and its settings."""

    def deliver(self, channels: Sequence[Channel]) -> Handed:
        """Hand what is due to be told over to these channels; twice, late or on two nodes, each once a person.

        At least once: what a process died over comes again, under the same id. Without channels it is
        gathered only.

        Raises:
            StorageFault: the database failed; the next run goes on.
        """
        settings = self._door.read(read_settings)  # a long-running process sees them change
        setting = self._door.read(self._setting)

        def transact(work: Callable[[UnitOfWork, Outbox], _Result]) -> _Result:
            return self._door.act(lambda connection: work(self._work(connection), SqlOutbox(connection)))

        return Relay(transact, setting, settings.hours, settings.lamps, self.now(), self._machine).run(
            channels
        )

    def _machine(self) -> datetime:
        return self._clock.now().astimezone(UTC)

    def deliveries(
        self, *, person: str | None = None, status: str | None = None, by: Viewer = None
    ) -> list[View]:
        """What was or will be handed over, the oldest first: `waiting`, `sent` or `parked`.

        What tells of a confidential case is left out for whoever may not know of that case.
        """

        def work(connection: Connection) -> list[View]:
            found = outbox.deliveries(connection, person=person, status=status)
            return self._for_viewer(connection, found, by)

        return self._door.read(work)

    def _for_viewer(self, connection: Connection, deliveries: list[View], by: Viewer) -> list[View]:
        work = self._work(connection)
        if by is Trusted or not work.confidential():
            return deliveries
        named = {one["id"]: outbox.cases_of(connection, one) for one in deliveries}
        secret = work.secret({case for cases in named.values() for case in cases})
        hidden = secret - self._known_to(connection, secret, self._sight(connection, by))
        return [
            outbox.without(one, hidden)
            for one in deliveries
            if not named[one["id"]] or named[one["id"]] - hidden
        ]

    def retry_delivery(self, delivery: str, *, by: Viewer = None) -> None:
        """Take a parked delivery up again.

        Raises:
            InvalidInput: none of that id is parked.
        """

        def work(connection: Connection) -> bool:
            parked = self._for_viewer(connection, outbox.deliveries(connection, status="parked"), by)
            return any(one["id"] == delivery for one in parked) and outbox.try_again(connection, delivery)

        if not self._door.act(work):
            raise InvalidInput(_NOT_PARKED, delivery=delivery)

    def set_notices(
        self, *, colours: str | None = None, hours: str | None = None, channels: Sequence[str] | None = None
    ) -> Settings:
        """Set the colours of the lamps (`蓝黄红`), the hours (`08:30-18:00`, `always`), the scheduler's channels.

        Raises:
            InvalidInput: one of them cannot be read; nothing is set.
        """
        values: dict[str, str] = {}
        if colours is not None:
            found = lamps.read_colours(colours)
            if found is None:
                raise InvalidInput(_BAD_COLOURS, text=colours, known=list(lamps.COLOURS.values()))
            values["lamps"] = ",".join(found)
        if hours is not None:
            try:
                read_hours(hours)
            except ValueError:
                raise InvalidInput(_BAD_HOURS, text=hours) from None
            values["delivery"] = hours.strip()
        if channels is not None:
            values["channels"] = " ".join(channels)
        if any(len(value) > _LONGEST for value in values.values()):
            raise InvalidInput(_TOO_LONG, most=_LONGEST)

        def work(connection: Connection) -> None:
            for name, value in values.items():
                write_setting(connection, name, value)

        if values:
            self._door.act(work)
            self._known_settings = None
        return self.settings()


_LONGEST = 255
_BAD_COLOURS = Text(
    "灯色 {text} 无法识别：应为由轻到重三种不同的颜色，例：蓝橙红；可用的颜色：{known}",
    "lamps {text} cannot be read: three different colours, mildest first, such as blue,orange,red; known are: {known}",
)
_BAD_HOURS = Text(
    "送达时段 {text} 无法识别；例：08:30-18:00；不限时段写 always",
    "hours {text} cannot be read; write 08:30-18:00, or always for any hour",
)
_TOO_LONG = Text("设置过长，最多 {most} 个字符", "a setting has at most {most} characters")
_NOT_PARKED = Text(
    "没有搁置的消息 {delivery}；用 duban deliver --parked 查看",
    "no message {delivery} is parked; duban deliver --parked shows those that are",
)
