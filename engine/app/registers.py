"""Registers: open catalogues, read, added to and retired from; cases that follow one open what is new in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection

from ..core.data import accept_fields, judge_note, judge_text, references_of
from ..core.definition import Definition
from ..core.refusals import Refusal
from ..core.registering import judge_key
from ..core.registers import Entry, Register, address, standing
from ..core.text import Named, Text
from ..core.times import local, local_day, stamp
from ..errors import InvalidInput, Refused, UnknownPerson
from ..store import registers as store
from .base import View
from .gates import Gates
from .parameters import Parameters

_Declared = tuple[Definition, Register]
"""A register, and the newest definition that declares it, which knows the types of its fields."""


class Registers(Parameters, Gates):
    """Open catalogues."""

    def registers(self) -> list[View]:
        """Every register that a deployed workflow declares: `{name, title, basis, by, fields, entries, retired}`.

        `entries` and `retired` are numbers; `by` are the posts whose holders may add and retire, none where it is whoever
        may start a case of a workflow that uses it.
        """

        def work(connection: Connection) -> list[View]:
            found = []
            for name, (_, register) in sorted(self._known_registers(connection).items()):
                entries = store.entries_of(connection, name)
                found.append(
                    {
                        "name": name,
                        "title": register.title,
                        "basis": register.basis,
                        "by": list(register.by),
                        "fields": {one.name: one.title for one in register.fields},
                        "entries": len(standing(entries)),
                        "retired": len(entries) - len(standing(entries)),
                    }
                )
            return found

        return self._door.read(work)

    def register_entries(self, name: str) -> list[View]:
        """The entries of a register in their order: `{key, title, values, added_at, added_by, case, retired_at, retired_by, note}`.

        Of one that a confidential case has put in, or a case that belongs to one, neither the case nor who acted in it
        is told; nor is anybody named who is told of in private fields of the case.

        Raises:
            InvalidInput: no deployed workflow has such a register.
        """

        def work(connection: Connection) -> list[View]:
            self._declared(connection, name)
            zone = self._settings(connection).zone
            open_to_all = self._open_to_all(connection, store.cases_of(connection, name))
            views = []
            for one in store.entries_of(connection, name):
                lines = {line["kind"]: line for line in store.lines_of(connection, name, one.key)}
                added, retired = lines[store.ADDED], lines.get(store.RETIRED, {})
                case = added.get("case")
                is_told = case is None or one.by not in open_to_all.get(case, {one.by})
                views.append(
                    {
                        "key": one.key,
                        "title": one.title,
                        "values": dict(one.values),
                        "added_at": local(one.at, zone),
                        "added_by": (one.by or None) if is_told else None,
                        "case": case if case in open_to_all else None,
                        "retired_at": local(one.retired, zone) if one.retired else None,
                        "retired_by": retired.get("by"),
                        "note": retired.get("note") or added.get("note"),
                    }
                )
            return views

        return self._door.read(work)

    def add_to_register(
        self,
        name: str,
        key: str,
        *,
        by: str,
        title: str | Text,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
    ) -> View:
        """Put an entry into a register; cases that follow it open what it calls for, right after.

        Raises:
            InvalidInput: no deployed workflow has such a register.
            UnknownPerson: the directory does not know `by`.
            Refused: it is not theirs to add to, the key is taken or no key, or the values will not do.
        """
        titled = title if isinstance(title, Text) else Text(title, title)

        def work(connection: Connection) -> None:
            definition, register = self._declared(connection, name)
            self._insist_on_person(connection, by)
            values, bad = accept_fields(definition, register.fields, data or {})
            known = {one.name for one in register.fields}
            strange = [one for one in values if one not in known]
            values = {one: value for one, value in values.items() if one in known and value is not None}
            refusals = self._judge_setting(connection, register, by)
            refusals += judge_key(
                register, key, store.entries_of(connection, name), self._settings(connection).zone
            )
            refusals += bad + judge_note(note)
            for one in dict.fromkeys((titled.zh, titled.en)):
                refusals += judge_text(one, "title", _TITLE)
            refusals += [_no_field(register, one) for one in strange]
            if not titled.zh.strip():
                refusals.append(Refusal("empty-text", {"action": Named(name, register.title)}))
            named = list(references_of(definition, register.fields, values))
            unknown = self._work(connection).directory.unknown(
                {one for kind, _, one in named if kind == "person"},
                {one for kind, _, one in named if kind == "unit"},
            )
            refusals += [
                Refusal("unknown-reference", {"path": path, "id": one})
                for _, path, one in named
                if one in unknown
            ]
            if refusals:
                raise Refused(refusals)
            at = stamp(self._now(connection))
            store.append(connection, name, store.Line(store.ADDED, key, at, by, titled, values, note))

        self._door.act(work)
        self._follow_on({(address(name), "")})
        return next(one for one in self.register_entries(name) if one["key"] == key)

    def retire_from_register(self, name: str, key: str, *, by: str, note: str) -> View:
        """Retire an entry: it opens nothing any more, and what it has opened goes on.

        Raises:
            InvalidInput: no deployed workflow has such a register.
            UnknownPerson: the directory does not know `by`.
            Refused: it is not theirs to retire from, there is no such entry, it is retired already, or no reason is given.
        """

        def work(connection: Connection) -> None:
            _, register = self._declared(connection, name)
            self._insist_on_person(connection, by)
            entries = {one.key: one for one in store.entries_of(connection, name)}
            refusals = self._judge_setting(connection, register, by) + judge_note(note)
            title = Named(name, register.title)
            if not note.strip():
                refusals.append(Refusal("empty-text", {"action": title}))
            entry = entries.get(key)
            if entry is None or entry.retired is not None:
                refusals.append(_not_standing(register, key, tuple(entries.values())))
            if refusals:
                raise Refused(refusals)
            at = stamp(self._now(connection))
            store.append(connection, name, store.Line(store.RETIRED, key, at, by, note=note))

        self._door.act(work)
        return next(one for one in self.register_entries(name) if one["key"] == key)

    def _open_to_all(self, connection: Connection, cases: set[str]) -> dict[str, frozenset[str]]:
        """Those of the cases that everybody may know of; of each, who is not named as having acted in it."""
        work, sight = self._work(connection), self._sight(connection, None)
        stored = work.load(sorted(cases - work.secret(cases)), "none")
        return {case: sight.shade(one.case).people for case, one in stored.items()}

    def _judge_setting(self, connection: Connection, register: Register, person: str) -> list[Refusal]:
        """Whether somebody may add to a register and retire from it."""
        from .entitled import judge_setting  # only where something is set

        users = [
            one
            for one in self._definitions.with_registers(connection)
            if any(used.name == register.name for used in one.registers)
        ]
        what = Named(
            register.name,
            Text(f"增补或停用{register.title.zh}", f"adding to or retiring from {register.title.en}"),
        )
        day = local_day(self._now(connection), self._settings(connection).zone)
        return judge_setting(self._work(connection).directory, person, register.by, users, what, day)

    def _insist_on_person(self, connection: Connection, person: str) -> None:
        if self._work(connection).directory.unknown([person], []):
            raise UnknownPerson(person=person)

    def _declared(self, connection: Connection, name: str) -> _Declared:
        known = self._known_registers(connection)
        if name not in known:
            raise InvalidInput(_UNKNOWN, name=name, known=sorted(known) or [Text("无", "none")])
        return known[name]

    def _known_registers(self, connection: Connection) -> dict[str, _Declared]:
        """The registers as they were declared last; by the posts of all workflows that name any."""
        newest: dict[str, tuple[str, _Declared]] = {}
        for version in self._definitions.versions(connection):
            definition = self._definitions.by_digest(connection, version.digest)
            for one in definition.registers:
                if one.name not in newest or newest[one.name][0] <= version.deployed_at:
                    newest[one.name] = version.deployed_at, (definition, one)
        posts: dict[str, dict[str, None]] = {}
        for definition in self._definitions.with_registers(connection):
            for one in definition.registers:
                posts.setdefault(one.name, {}).update(dict.fromkeys(one.by))
        return {
            name: (definition, replace(one, by=tuple(posts.get(name, ()))))
            for name, (_, (definition, one)) in newest.items()
        }


def _not_standing(register: Register, key: str, entries: tuple[Entry, ...]) -> Refusal:
    known = [one.key for one in standing(entries)]
    named = known or Named(known, Text("无", "none"))
    return Refusal(
        "register-unknown-key", {"register": Named(register.name, register.title), "key": key, "known": named}
    )


def _no_field(register: Register, name: str) -> Refusal:
    known = [one.name for one in register.fields]
    why = Text(f"没有这一栏；有：{'、'.join(known)}", f"there is no such field; there are {', '.join(known)}")
    return Refusal("invalid-value", {"path": name, "what": Text(f"「{name}」", f"'{name}'"), "why": why})


_TITLE = Text("名称", "title")
_UNKNOWN = Text(
    "已部署的流程里没有目录 {name}；有：{known}。请检查名称，或先部署用到它的流程",
    "no deployed workflow has a register {name}; there are: {known}. Check the name, or deploy the workflow first",
)
