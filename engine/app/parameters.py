"""Parameters: figures that the notice does not give, set by each place; whatever hangs on one is counted anew."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from ..core.definition import Parameter
from ..core.parameters import KINDS, address, hung_on, read_parameter
from ..core.seeing import Trusted, Viewer
from ..core.text import Named, Text
from ..core.thresholds import is_strange_share, parameters_of_shares, share_meant
from ..core.times import local_day
from ..errors import InvalidInput, Refused, UnknownPerson, UnknownUnit
from ..store import parameters as store
from ..store.milestones import digests_in_use
from .base import View
from .gates import Gates
from .milestones import Milestones


class SetParameter(Struct, frozen=True):
    """A parameter that was set: what it was before, and how many open cases hang on it and changed."""

    name: str
    unit: str
    value: str
    before: str | None
    cases: int
    changed: int
    held: int
    """Cases that somebody held just then; setting the same value again counts them too."""


class Parameters(Milestones, Gates):
    """Figures that each place sets for itself."""

    def set_parameter(
        self,
        name: str,
        value: str,
        *,
        unit: str | None = None,
        reason: str = "",
        by: Viewer = Trusted,
        progress: Callable[[int], None] | None = None,
    ) -> SetParameter:
        """Set a parameter for a unit (and those right below it), or for all, and count what hangs on it anew.

        What then happens by itself, since a guard or a gate goes by the parameter, happens at once.
        Nothing is moved into the past, what was flagged is left alone, and the record of each case tells the value before and after.

        Args:
            name: the parameter.
            value: as it is written in files.
            unit: only for this unit, and those right below it.
            reason: why.
            by: who sets it; of a parameter that names posts only their holders may, and a host that says `Trusted`.
            progress: told how many cases have been counted anew.

        Raises:
            InvalidInput: no deployed workflow has such a parameter, or the value is not of its kind.
            UnknownPerson, UnknownUnit: the directory does not know who sets it, or the unit.
            Refused: it is not theirs to set.
        """
        known = self._door.read(self._known_parameters)
        if name not in known:
            raise InvalidInput(_UNKNOWN, name=name, known=sorted(known) or [Text("无", "none")])
        kind = known[name].kind
        if is_strange_share(value) and self._door.read(self._is_of_share(name)):
            # Told before the kind is looked at: 60 and 60% are the same mistake.
            raise InvalidInput(
                _NO_SHARE, name=name, title=known[name].title, value=value, share=share_meant(value)
            )

        if read_parameter(kind, value) is None:
            raise InvalidInput(_BAD, name=name, value=value, kind=KINDS[kind])

        def write(connection: Connection) -> str | None:
            if unit is not None and self._work(connection).directory.unknown([], [unit]):
                raise UnknownUnit(unit=unit)
            self._judge_parameter(connection, known[name], by)
            return store.set_parameter(connection, name, unit or "", value, reason, self._now(connection))

        before = self._door.act(write)
        told = f"{name}: {before or '-'} → {value}" + (f" ({reason})" if reason else "")
        told += f" — {by}" if isinstance(by, str) else ""
        digests = self._door.read(lambda connection: self._with_deadlines_on(connection, name))
        counted = self._count_again(digests, told, progress)
        self._follow_on({(address(name), "")})
        return SetParameter(name, unit or "", value, before, *counted)

    def _judge_parameter(self, connection: Connection, parameter: Parameter, by: Viewer) -> None:
        directory = self._work(connection).directory
        if isinstance(by, str) and directory.unknown([by], []):
            raise UnknownPerson(person=by)
        if by is Trusted or not parameter.by:
            return
        from .entitled import judge_setting  # only where something is set

        what = Named(parameter.id, Text(f"设定{parameter.title.zh}", f"setting {parameter.title.en}"))
        day = local_day(self._now(connection), self._settings(connection).zone)
        person = by if isinstance(by, str) else Named(None, _NOBODY)
        if refusals := judge_setting(directory, person, parameter.by, (), what, day):
            raise Refused(refusals)

    def parameters(self) -> list[View]:
        """Every parameter the deployed workflows have: `{name, title, kind, default, basis, origin, by, values, undetermined}`.

        `by` are the posts whose holders alone may set it, if it names any.
        `values` lists what is set, each with its `unit` (none: for all) and `reason`.
        """

        def work(connection: Connection) -> list[View]:
            rows = store.parameter_rows(connection)
            found = []
            for name, one in sorted(self._known_parameters(connection).items()):
                values = [
                    {"unit": row["unit"] or None, "value": row["value"], "reason": row["reason"]}
                    for row in rows
                    if row["name"] == name
                ]
                found.append(
                    {
                        "name": name,
                        "title": one.title,
                        "kind": one.kind,
                        "default": one.default,
                        "basis": one.basis,
                        "origin": one.origin,
                        "by": list(one.by),
                        "values": values,
                        "undetermined": one.default is None and not values,
                    }
                )
            return found

        return self._door.read(work)

    def _known_parameters(self, connection: Connection) -> dict[str, Parameter]:
        """The parameters by their ids; where several workflows have one, the posts of all of them may set it."""
        newest: dict[str, Parameter] = {}
        posts: dict[tuple[str, str], tuple[str, ...]] = {}
        for version in self._definitions.versions(connection):
            definition = self._definitions.by_digest(connection, version.digest)
            newest |= {one.id: one for one in definition.parameters}
            posts |= {(one.id, definition.id): one.by for one in definition.parameters}
        for (name, _), some in posts.items():
            newest[name] = replace(newest[name], by=tuple(dict.fromkeys((*newest[name].by, *some))))
        return newest

    def _is_of_share(self, name: str) -> Callable[[Connection], bool]:
        """Whether some workflow holds a share against the parameter."""

        def work(connection: Connection) -> bool:
            digests = (one.digest for one in self._definitions.versions(connection))
            definitions = (self._definitions.by_digest(connection, one) for one in digests)
            return any(name in parameters_of_shares(one) for one in definitions)

        return work

    def _with_deadlines_on(self, connection: Connection, name: str) -> list[str]:
        return [
            digest
            for digest in digests_in_use(connection)
            if name in hung_on(self._definitions.by_digest(connection, digest))
        ]


_UNKNOWN = Text(
    "已部署的流程里没有参数 {name}；有：{known}。请检查名称，或先部署用到它的流程",
    "no deployed workflow has a parameter {name}; there are: {known}. Check the name, or deploy the workflow first",
)
_NO_SHARE = Text(
    "参数 {name}（{title}）是一个比例，在 0 到 1 之间，「{value}」不在其中；请写成小数，如 {share}（即百分数除以 100，0.6 就是 60%）",
    "the parameter {name} ({title}) is a share between 0 and 1, which {value} is not; write it as a fraction, such as {share} "
    "(the percentage divided by 100: 0.6 is 60 %)",
)
_BAD = Text(
    "参数 {name} 应为{kind}，「{value}」不是；时长写成 5 workdays 或 5个工作日，是非写成 是 或 否",
    "the parameter {name} is {kind}, which {value} is not; write a term as 5 workdays, a bool as true or false",
)
_NOBODY = Text("未写明的人", "whoever does not say who they are")
