"""What every part of the way in shares: the door to the database, its settings, who asks and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

from sqlalchemy import Connection, Engine

from ..calendars import mainland
from ..clock import SystemClock
from ..core.case import Case
from ..core.commands import Origin
from ..core.days import Calendar
from ..core.definition import Definition
from ..core.events import Event
from ..core.refusals import Refusal, people_in, with_names
from ..core.seeing import Trusted, Viewer
from ..core.text import Text
from ..core.times import local_day
from ..errors import InvalidInput, Refused, UnknownCase, UnreadableRecord
from ..ports import Clock, Directory
from ..runtime import views
from ..runtime.facts import Setting
from ..runtime.shade import Shade
from ..runtime.sight import Sight
from ..store import records
from ..store.database import open_engine
from ..store.definitions import Definitions
from ..store.directory import SqlDirectory
from ..store.door import Door, HostDoor, OwnDoor
from ..store.readable import read_event
from ..store.settings import Settings, read_settings, rehearsal_now
from ..store.uow import SqlUnitOfWork
from .almanac import Almanac
from .suspicion import Suspect, blame

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, scoped_session

    HostSession = Session | scoped_session[Any]
    """A host's session; of a `scoped_session` the one that belongs to this thread or request."""

View = dict[str, Any]
_Result = TypeVar("_Result")


class Answer:
    """What became of an act: the case as it then stood, or why nothing happened."""

    def __init__(
        self,
        stands: Case | None,
        refusals: tuple[Refusal, ...] = (),
        see: Callable[[Case], View] | None = None,
    ) -> None:
        """Take where the case stands and how it is shown, or the refusals."""
        self.stands = stands
        """The snapshot; `None` when it was refused."""
        self.refusals = refusals
        self.touched: set[tuple[str, str]] = set()
        """(workflow, unit) of the cases to which something has happened."""
        self._see = see

    @cached_property
    def view(self) -> View | None:
        """The case, with the keys of `duban show --json`; `None` when it was refused.

        Made when it is first looked at: the transaction is over by then and keeps nobody waiting.
        """
        return self._see(self.stands) if self._see is not None and self.stands is not None else None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Answer):
            return NotImplemented
        return (self.view, self.refusals) == (other.view, other.refusals)

    __hash__ = None  # type: ignore[assignment]  # a view is a dict, which has none either

    def __repr__(self) -> str:
        return f"Answer({self.view!r}, {self.refusals!r})"

    @property
    def ok(self) -> bool:
        """Whether it happened."""
        return not self.refusals

    @property
    def case(self) -> str:
        """The id of the case.

        Raises:
            Refused: it was refused.
        """
        if self.stands is None:
            raise Refused(self.refusals)
        return self.stands.id

    def unwrap(self) -> View:
        """The case.

        Raises:
            Refused: it was refused.
        """
        if self.view is None:
            raise Refused(self.refusals)
        return self.view


class Base:
    """A database opened, or a host's session taken part in."""

    def __init__(
        self,
        target: str | Engine | HostSession,
        *,
        clock: Clock | None = None,
        calendar: Calendar | None = None,
        directory: Callable[[Connection], Directory] = SqlDirectory,
        channel: str = "api",
        user: str | None = None,
        durable: bool = True,
    ) -> None:
        """Open the engine.

        Args:
            target: a database URL, an SQLAlchemy engine, or a session of the host, in whose
                transaction everything then happens.
            clock: where the time comes from; the machine by default, and in a rehearsal database its own.
            calendar: the working days; by default those that the database keeps.
            directory: units, people and posts on a connection; a host may put its own tables behind it.
            channel: the door that acts come through, kept in the record.
            user: the operating system's user, kept in the record where the channel knows one.
            durable: of a database URL: `False` does not wait for the disk, for what can be played again.

        Raises:
            InvalidInput: the URL cannot be used, or the target is none of these.
        """
        self._door: Door
        if isinstance(target, str):
            self._door = OwnDoor(open_engine(target, durable=durable), keep=True)
        elif isinstance(target, Engine):
            self._door = OwnDoor(target)
        else:
            self._door = HostDoor(_session(target))
        self._clock = clock or SystemClock()
        self._own_clock = clock is not None
        self._host_calendar = calendar
        self._almanac = Almanac()
        self._directory = directory
        self._channel, self._user = channel, user
        self._definitions = Definitions()
        self._known_settings: Settings | None = None

    def within(self, session: HostSession) -> Self:
        """The same engine inside a host's session: its transaction, never committed or rolled back here.

        Raises:
            InvalidInput: this is no session.
        """
        inner = object.__new__(type(self))
        inner.__dict__.update(self.__dict__)
        inner._door = HostDoor(_session(session))
        return inner

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine of a database opened here.

        Raises:
            InvalidInput: it is a host's session that was handed in.
        """
        if not isinstance(self._door, OwnDoor):
            raise InvalidInput(_HOST_SESSION)
        return self._door.engine

    def close(self) -> None:
        """Let go of the database; a host's session is left alone."""
        if isinstance(self._door, OwnDoor):
            self._door.close()

    def now(self) -> datetime:
        """What the clock shows, UTC; in a rehearsal database its own."""
        return self._door.read(self._now)

    def settings(self) -> Settings:
        """What the database says of itself."""
        return self._door.read(self._settings)

    def _settings(self, connection: Connection) -> Settings:
        if self._known_settings is None:
            self._known_settings = read_settings(connection)
        return self._known_settings

    def _setting(self, connection: Connection) -> Setting:
        zone, rehearsal = self._settings(connection).zone, self._settings(connection).rehearsal
        if self._host_calendar is not None:
            return Setting(zone, self._host_calendar, rehearsal=rehearsal)
        return Setting(zone, mainland(), self._almanac, rehearsal)

    def _now(self, connection: Connection) -> datetime:
        if not self._own_clock and self._settings(connection).rehearsal:
            return rehearsal_now(connection)
        return self._clock.now()

    def _origin(self, connection: Connection, by: str, on_behalf_of: str | None, key: str | None) -> Origin:
        now = self._now(connection)
        behalf = None if on_behalf_of == by else on_behalf_of
        return Origin(by, now, now, behalf, self._channel, self._user, key)

    def _work(self, connection: Connection) -> SqlUnitOfWork:
        return SqlUnitOfWork(connection, self._definitions, self._directory)

    def _of(self, case: str, work: Callable[[Connection], _Result]) -> _Result:
        """Read something of one case."""
        return self._blaming(Suspect(case), lambda: self._door.read(work))

    def _blaming(self, suspect: Suspect, call: Callable[[], _Result]) -> _Result:
        return blame(self._door, suspect, call, self._person_of)

    def _person_of(self, connection: Connection, case: Case) -> str | None:
        return self._work(connection).person_of(case)

    def _sight(self, connection: Connection, by: Viewer) -> Sight:
        """What somebody who looks may see today."""
        day = local_day(self._now(connection), self._setting(connection).zone)
        return Sight(self._work(connection), by, day)

    def _case(self, connection: Connection, case: str, sight: Sight) -> Case:
        """The case as it stands; one that the viewer may not know of is unknown like one that is not there."""
        work = self._work(connection)
        try:
            found = work.load([case], "none").get(case)
        except UnreadableRecord:  # whom it concerns cannot be read either
            if sight.viewer is not Trusted and work.secret([case]):
                raise UnknownCase(case=case) from None
            raise
        if found is None or not sight.sees(found.case):
            raise UnknownCase(case=case)
        return found.case

    def _known_to(self, connection: Connection, cases: Iterable[str], sight: Sight) -> set[str]:
        """Those of some cases that the viewer may know of; one that cannot be read is none of them."""
        found = set()
        for case in sorted(cases):
            with suppress(UnknownCase):
                found.add(self._case(connection, case, sight).id)
        return found

    def _definition(self, connection: Connection, case: Case) -> Definition:
        return self._definitions.by_digest(connection, case.body["digest"])

    def _view_at(self, connection: Connection, case: Case, now: datetime) -> View:
        return self._viewer(connection, case, now)(case)

    def _viewer(self, connection: Connection, case: Case, now: datetime) -> Callable[[Case], View]:
        """How a case is shown at an instant; needs no connection any more."""
        definition, settings = self._definition(connection, case), self._settings(connection)

        def see(case: Case) -> View:
            return views.case_view(case, definition, now, settings.zone, settings.lamps)

        return lambda case: self._blaming(Suspect(case.id), lambda: see(case))

    def _events(self, connection: Connection, case: str, until: int | None) -> Iterator[Event]:
        for event in records.events_of(connection, case, until=until):
            yield Event(event.seq, event.kind, read_event(case, event.seq, event.body))

    def _by_name(self, connection: Connection, refusals: tuple[Refusal, ...]) -> tuple[Refusal, ...]:
        """Refusals that call people by name, for whoever has been shown only what they may know."""
        people = people_in(refusals)
        return with_names(refusals, SqlDirectory(connection).names(people)) if people else refusals

    def _events_seen(self, connection: Connection, case: str, shade: Shade) -> Iterator[Event]:
        """The events of a case as the viewer may read them, numbered without a gap."""
        for event in self._events(connection, case, None):
            body = shade.body(event.body)
            if body is not None:
                yield Event(body["seq"], event.kind, body)


def _session(target: object) -> Session:
    from sqlalchemy.orm import Session, scoped_session  # a host that has one has loaded it

    found = target() if isinstance(target, scoped_session) else target
    if not isinstance(found, Session):
        raise InvalidInput(_NO_TARGET, what=type(found).__name__)
    return found


_NO_TARGET = Text(
    "Duban 须用数据库地址、SQLAlchemy 的 Engine 或 Session 打开，不能用 {what}；"
    "AsyncSession 请写 await session.run_sync(lambda inner: duban.within(inner).act(…))",
    "Duban opens on a database URL, an SQLAlchemy Engine or a Session, not on {what}; "
    "with an AsyncSession: await session.run_sync(lambda inner: duban.within(inner).act(…))",
)


_HOST_SESSION = Text(
    "这需要用数据库地址打开，不能在宿主的会话内进行", "this takes a database URL, not a host's session"
)
