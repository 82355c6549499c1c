"""Deployed definitions: numbered, named by their digest, kept for ever, compiled once per process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, insert, select

from ..core import branching, canonical
from ..core.data import storable
from ..core.definition import Definition
from ..core.definition_json import digest_of, dump_definition, load_definition
from ..core.registers import address
from ..errors import UnknownWorkflow
from ..ports import Deployed
from .prepared import Prepared
from .settings import ANY, note_confidential
from .tables import DEFINITION

_BY_DIGEST = Prepared(select(DEFINITION.c.body).where(DEFINITION.c.digest == bindparam("digest")).limit(1))

_NEWEST = Prepared(
    select(DEFINITION.c.version, DEFINITION.c.digest)
    .where(DEFINITION.c.workflow == bindparam("workflow"))
    .order_by(DEFINITION.c.version.desc())
    .limit(1)
)
_HAS_GATES = DEFINITION.c.body.like('%"gates":[%')
_LOOKS_AGAIN = DEFINITION.c.body.like('%"later":true%')
_READS_PARAMETERS = DEFINITION.c.body.like('%"param.%')
_HAS_REGISTERS = DEFINITION.c.body.like('%"registers":[%')


class Version(Struct, frozen=True):
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
        self._confidential: dict[str, bool] = {}

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

    def confidential(self, connection: Connection, workflows: frozenset[str]) -> frozenset[str]:
        """The digests of those deployed that are confidential; of each it is found out once per process.

        Args:
            connection: where they are kept.
            workflows: those of which any version may be (`settings.CONFIDENTIAL`).
        """
        if not workflows:
            return frozenset()
        asked = select(DEFINITION.c.digest)
        if ANY not in workflows:
            asked = asked.where(DEFINITION.c.workflow.in_(sorted(workflows)))
        digests = connection.execute(asked).scalars().all()
        for digest in [one for one in digests if one not in self._confidential]:
            self._confidential[digest] = self._says_confidential(connection, digest)
        return frozenset(one for one in digests if self._confidential[one])

    def _says_confidential(self, connection: Connection, digest: str) -> bool:
        if digest not in self._known:
            # Most are not: the word in the text spares loading them, which short commands would wait for.
            body = _BY_DIGEST.rows(connection, {"digest": digest})[0][0]
            if '"confidential":' not in body:
                return False
        try:
            return self.by_digest(connection, digest).confidential is not None
        except ValueError:  # damaged: named where it is needed
            return False

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
        if definition.confidential is not None:
            note_confidential(connection, definition.id)
        return Version(definition.id, last + 1, digest, at), True

    def watching(self, connection: Connection) -> Mapping[str, tuple[str, ...]]:
        """The digests of the definitions that look at something, by what: a workflow, `register:NAME`, `directory:`.

        Kept: one that another process deploys later is noticed by the next night.
        """
        if self.watched is None:
            found: dict[str, set[str]] = {}
            looks = _HAS_GATES | _LOOKS_AGAIN
            digests = connection.execute(select(DEFINITION.c.digest).where(looks).distinct()).scalars()
            for digest in digests.all():
                definition = self.by_digest(connection, digest)
                looked_at = {gate.workflow for gate in definition.gates}
                looked_at |= {address(one) for one in branching.follows_registers(definition)}
                looked_at |= {branching.DIRECTORY} if branching.follows_people(definition) else set()
                for one in looked_at:
                    found.setdefault(one, set()).add(digest)
            self.watched = {workflow: tuple(sorted(ours)) for workflow, ours in found.items()}
        return self.watched

    def with_gates(self, connection: Connection) -> list[str]:
        """The digests of all definitions with gates, with branches that are looked at again, or that read parameters."""
        looks = _HAS_GATES | _LOOKS_AGAIN | _READS_PARAMETERS
        return sorted(connection.execute(select(DEFINITION.c.digest).where(looks).distinct()).scalars())

    def with_registers(self, connection: Connection) -> list[Definition]:
        """The newest versions of the workflows that declare registers, by workflow."""
        rows = connection.execute(
            select(DEFINITION.c.workflow, DEFINITION.c.digest, _HAS_REGISTERS).order_by(
                DEFINITION.c.workflow, DEFINITION.c.version
            )
        )
        newest = {workflow: digest if has else None for workflow, digest, has in rows}
        return [self.by_digest(connection, one) for one in newest.values() if one is not None]

    def versions(self, connection: Connection) -> list[Version]:
        """Everything deployed, by workflow and version."""
        rows = connection.execute(select(DEFINITION).order_by(DEFINITION.c.workflow, DEFINITION.c.version))
        return [_version(row) for row in rows]


def _version(row: Any) -> Version:
    return Version(row.workflow, row.version, row.digest, row.deployed_at)
