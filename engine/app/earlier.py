"""Cases of an earlier phase: played as they happened, with past dates, and recorded now.

Each act is judged by who held what on its day and by the terms of its day. The whole file is entered or nothing;
what the clock would have flagged on the way is flagged as of then, and the next night flags what is late still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Connection

from ..core.commands import Act, Origin, Start
from ..core.refusals import Refusal
from ..core.text import Text
from ..errors import DubanError, Refused, StorageFault, UnknownPerson
from ..runtime.handler import Again, Handler
from ..runtime.handler import Answer as Handled
from . import undoing
from .base import View
from .batches import Batches
from .suspicion import Suspect

if TYPE_CHECKING:
    from ..dsl.earlier import EarlierCase, EarlierStep

Place = tuple[int, int]
"""Line and column in the file."""


class Problem(Struct, frozen=True):
    """Why a case of the file, or a step of it, could not be entered."""

    place: Place
    code: str
    text: Text


class Imported(Struct):
    """What became of a file of earlier cases."""

    cases: list[View] = field(default_factory=list)
    """Of each case entered, in the order of the file: `{case, workflow, unit, states, status, line}`."""
    problems: list[Problem] = field(default_factory=list)
    """Everything that speaks against it, in the order of the file; with any of them nothing was entered."""
    steps: int = 0
    """How many steps were played."""

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.problems


class EarlierCases(Batches):
    """What happened before the engine knew of it."""

    def import_cases(
        self,
        cases: Sequence[EarlierCase],
        *,
        by: str,
        check: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Imported:
        """Enter cases of an earlier phase with their steps, all or none.

        Everything is played in the order in which it happened, across all cases of the file, so that a gate or a
        parent finds what was there on the day. Each event holds when it happened, when it was recorded and who
        entered it; nobody is told of it as news. Times without a zone of their own are local.

        Args:
            cases: what was read from a file.
            by: who enters it.
            check: play it and take everything back.
            progress: told how many acts have been played.

        Raises:
            UnknownPerson: the directory does not know who enters it.
            StorageFault: the database failed; nothing was entered.
        """
        touched: set[tuple[str, str]] = set()

        def work(connection: Connection) -> Imported:
            play = _Play(self, connection, by, cases)
            play.run(progress)
            problems = sorted(play.problems, key=_order)
            if check or problems:
                raise undoing.UndoError(Imported([], problems, play.steps))
            touched.clear()
            touched.update(play.handler.touched)
            return Imported(play.views(), [], play.steps)

        done = self._blaming(Suspect(), lambda: undoing.act(self._door, work))
        self._follow_on(touched)
        return done


class _Play:
    """The acts of a file, in the order in which they happened."""

    def __init__(
        self, app: EarlierCases, connection: Connection, by: str, cases: Sequence[EarlierCase]
    ) -> None:
        if app._work(connection).directory.unknown([by], []):
            raise UnknownPerson(person=by)
        self._app, self._connection = app, connection
        self._origin = replace(app._origin(connection, by, None, None), imported_by=by)
        self._zone = app._setting(connection).zone
        self._cases = cases
        self._ids: dict[int, str] = {}
        self._failed: set[int] = set()
        self.handler = Handler(app._work(connection), app._setting(connection))
        self.problems: list[Problem] = []
        self.steps = 0

    def run(self, progress: Callable[[int], None] | None) -> None:
        """Play everything; a case that cannot go on is left, and the others go on."""
        acts = [act for number in range(len(self._cases)) for act in self._in_order(number)]
        acts.sort(key=lambda one: one[0])
        for count, (at, number, step) in enumerate(acts, 1):
            if number in self._failed:
                continue
            case = self._cases[number]
            place = (case if step is None else step).span[:2]
            try:
                handled = self._start(number, at) if step is None else self._step(number, step, at)
            except StorageFault:
                raise
            except Refused as error:
                self._refuse(number, place, [(one.code, _both(one)) for one in error.refusals])
            except DubanError as error:
                self._refuse(number, place, [(error.kind, _both(error))])
            else:
                if isinstance(handled, Again):
                    self._refuse(number, place, [("already-entered", _entered(handled.case))])
                elif handled.refusals:
                    self._refuse(number, place, [(one.code, _both(one)) for one in handled.refusals])
                else:
                    self.steps += step is not None
            if progress is not None:
                progress(count)

    def views(self) -> list[View]:
        """What was entered, in the order of the file."""
        found = []
        for number, case in sorted(self._ids.items()):
            stands = self.handler.standing(case)
            found.append(
                {
                    "case": case,
                    "workflow": stands.workflow,
                    "unit": stands.unit,
                    "states": list(stands.body["states"]),
                    "status": stands.status,
                    "line": self._cases[number].span.line,
                }
            )
        return found

    def _in_order(self, number: int) -> Iterator[tuple[datetime, int, EarlierStep | None]]:
        """The acts of a case; none of one whose times cannot be."""
        case, last = self._cases[number], None
        acts: list[tuple[datetime, int, EarlierStep | None]] = []
        for step in (None, *case.steps):
            told = case if step is None else step
            at = self._instant(told.at)
            if at > self._origin.recorded_at:
                self._refuse(number, told.span[:2], [("in-the-future", _said(_FUTURE, told.at))])
            elif last is not None and at < last:
                self._refuse(number, told.span[:2], [("out-of-order", _said(_ORDER, told.at))])
            last = at if last is None else max(at, last)
            acts.append((at, number, step))
        yield from acts if number not in self._failed else ()

    def _instant(self, at: datetime) -> datetime:
        return (at if at.tzinfo is not None else at.replace(tzinfo=self._zone)).astimezone(UTC)

    def _origin_of(self, by: str, on_behalf_of: str | None, at: datetime, key: str | None = None) -> Origin:
        behalf = None if on_behalf_of == by else on_behalf_of
        return replace(self._origin, actor=by, on_behalf_of=behalf, at=at, key=key)

    def _start(self, number: int, at: datetime) -> Handled | Again:
        told = self._cases[number]
        origin = self._origin_of(told.by, told.on_behalf_of, at, told.key)
        case = self._app._new_id(self._connection, told.workflow)

        def command(version: int, digest: str) -> Start:
            return Start(origin, told.workflow, case, told.unit, version, digest, told.data, told.note)

        handled = self.handler.start(told.workflow, command)
        if isinstance(handled, Handled) and handled.ok:
            self._ids[number] = case
        return handled

    def _step(self, number: int, step: EarlierStep, at: datetime) -> Handled | Again:
        case = self._ids[number]
        for key in step.child.split("/") if step.child is not None else ():
            children = self.handler.standing(case).children
            if key not in children:
                listed = list(children) or ["—"]
                values = {"key": key, "known": listed}
                text = Text(_NO_CHILD.say("zh", values), _NO_CHILD.say("en", values))
                self._refuse(number, step.span[:2], [("no-such-child", text)])
                return Handled(None)
            case = str(children[key]["id"])
        origin = self._origin_of(step.by, step.on_behalf_of, at)
        return self.handler.handle(case, Act(origin, step.do, step.data, step.note))

    def _refuse(self, number: int, place: Place, why: list[tuple[str, Text]]) -> None:
        self._failed.add(number)
        self.problems += [Problem(place, code, text) for code, text in why]


def _order(problem: Problem) -> Place:
    return problem.place


def _both(told: DubanError | Refusal) -> Text:
    return Text(told.message("zh"), told.message("en"))


def _said(text: Text, at: datetime) -> Text:
    values = {"at": at.isoformat(" ", "minutes")}
    return Text(text.say("zh", values), text.say("en", values))


def _entered(case: str) -> Text:
    return Text(_ENTERED.say("zh", {"case": case}), _ENTERED.say("en", {"case": case}))


_FUTURE = Text(
    "时间 {at} 在当前时间之后；补录只能写已经发生的事",
    "{at} has not come yet; only what has happened can be entered",
)
_ORDER = Text(
    "时间 {at} 早于前一步；请按发生的先后排列",
    "{at} is before the step above it; put the steps in the order in which they happened",
)
_ENTERED = Text(
    "已经录入（事项 {case}）；请从文件中去掉，或换一个 key",
    "it has been entered already, as case {case}; take it out of the file, or give it another key",
)
_NO_CHILD = Text("没有编号为 {key} 的子事项；有：{known}", "there is no child {key}; there are: {known}")
