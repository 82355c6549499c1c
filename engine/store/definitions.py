"""Deployed definitions: numbered, named by their digest, kept for ever, compiled once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from ..core import canonical
from ..core.data import storable
from ..core.definition import Definition
from ..core.definition_json import digest_of, dump_definition, load_definition
from ..errors import UnknownWorkflow
from ..ports import Deployed
from .prepared import Prepared
from .tables import DEFINITION

_BY_DIGEST = Prepared(select(DEFINITION.c.body).where(DEFINITION.c.digest == bindparam("digest")).limit(1))

_NEWEST = Prepared(
    select(DEFINITION.c.version, DEFINITION.c.digest)
    .where(DEFINITION.c.workflow == bindparam("workflow"))
    .order_by(DEFINITION.c.version.desc())
    .limit(1)
)
_HAS_GATES = DEFINITION.c.body.like('%"gates":[%')


@dataclass(frozen=True, slots=True)
class Version:
    """One line of what is deployed."""

    workflow: str
    version: int
    digest: str
    deployed_at: str


class Definitions:
    """The definitions of one database, with those already met kept compiled."""

    def __init__(self) -> None:
        self._known: dict[str, Definition] = {}
        self.watched: Mapping[str, tuple[str, ...]] | None = None
        """What `watching` has found before."""

    def by_digest(self, connection: Connection, digest: str) -> Definition:
        """The definition of that digest.

        Raises:
            UnknownWorkflow: none is deployed.
        """
        known = self._known.get(digest)
        if known is None:
            rows = _BY_DIGEST.rows(connection, {"digest": digest})
            if not rows:
                raise UnknownWorkflow(workflow=digest)
            known = self._known[digest] = load_definition(canonical.loads(rows[0][0]))
        return known

    def newest(self, connection: Connection, workflow: str) -> Deployed:
        """The newest version of a workflow.

        Raises:
            UnknownWorkflow: it was never deployed.
        """
        rows = _NEWEST.rows(connection, {"workflow": workflow}) if storable(workflow) else ()
        if not rows:
            raise UnknownWorkflow(workflow=workflow)
        version, digest = rows[0]
        return Deployed(self.by_digest(connection, digest), version, digest)

    def deploy(
        self, connection: Connection, definition: Definition, source: str, at: str
    ) -> tuple[Version, bool]:
        """Register a definition; the same content again changes nothing. Says whether it is new."""
        digest = digest_of(definition)
        newest = connection.execute(
            select(DEFINITION)
            .where(DEFINITION.c.workflow == definition.id)
            .order_by(DEFINITION.c.version.desc())
            .limit(1)
        ).first()
        if newest is not None and newest.digest == digest:
            return _version(newest), False
        last = newest.version if newest is not None else 0
        row: dict[str, Any] = {
            "workflow": definition.id, "version": last + 1, "digest": digest, "deployed_at": at,
            "body": canonical.dumps(dump_definition(definition)), "source": source,
        }  # fmt: skip
        connection.execute(insert(DEFINITION), [row])
        self.watched = None
        return Version(definition.id, last + 1, digest, at), True

    def watching(self, connection: Connection) -> Mapping[str, tuple[str, ...]]:
        """By workflow the digests of the definitions with a gate that looks at it.

        Kept: one that another process deploys later is noticed by the next night.
        """
        if self.watched is None:
            found: dict[str, set[str]] = {}
            digests = connection.execute(select(DEFINITION.c.digest).where(_HAS_GATES).distinct()).scalars()
            for digest in digests.all():
                for gate in self.by_digest(connection, digest).gates:
                    found.setdefault(gate.workflow, set()).add(digest)
            self.watched = {workflow: tuple(sorted(ours)) for workflow, ours in found.items()}
        return self.watched

    def with_gates(self, connection: Connection) -> list[str]:
        """The digests of all definitions with gates, or with branches that are looked at again."""
        looks = _HAS_GATES | DEFINITION.c.body.like('%"later":true%')
        return sorted(connection.execute(select(DEFINITION.c.digest).where(looks).distinct()).scalars())

    def versions(self, connection: Connection) -> list[Version]:
        """Everything deployed, by workflow and version."""
        rows = connection.execute(select(DEFINITION).order_by(DEFINITION.c.workflow, DEFINITION.c.version))
        return [_version(row) for row in rows]


def _version(row: Any) -> Version:
    return Version(row.workflow, row.version, row.digest, row.deployed_at)
