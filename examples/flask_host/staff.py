"""The office's own staff tables, and duban's directory read from them.

duban asks a `Directory` (duban.engine.ports) who people are and what posts they hold. This one
answers from the tables that the office keeps anyway, so that nothing has to be imported twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, ForeignKey, Select, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from duban.engine.core.definition import Role
from duban.engine.core.facts import UnitFacts
from duban.engine.ports import Standing

POSTS = {
    "局长": "principal",
    "副局长": "member",
    "督导员": "supervisor",
    "联络员": "liaison",
    "干事": "campaign-office",
}
"""The post that the workflows know, by the job title that the office uses."""


class Base(DeclarativeBase):
    """The office's own tables."""


class Department(Base):
    """A part of the organisation."""

    __tablename__ = "department"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    above: Mapped[str | None]
    supervised_by: Mapped[str | None]


class Employee(Base):
    """Somebody on the staff; the row stays after they have left."""

    __tablename__ = "employee"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    job: Mapped[str]
    department: Mapped[str] = mapped_column(ForeignKey("department.id"))
    left: Mapped[date | None] = mapped_column(default=None)
    """The last day."""
    deputy: Mapped[str | None] = mapped_column(default=None)
    """Who stands in."""
    away_until: Mapped[date | None] = mapped_column(default=None)


def _at_work(day: date) -> Select[str, str, str]:
    found = select(Employee.id, Employee.job, Employee.department)
    return found.where(Employee.left.is_(None) | (Employee.left >= day)).order_by(Employee.id)


class StaffDirectory:
    """`duban.engine.ports.Directory` on the staff tables, read in the transaction that asks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def standing(self, unit: str, people: Sequence[str], workflow: str, day: date) -> Standing:
        """The unit, what the people hold, and whether people[0] stands in for people[1] that day."""
        known = self._connection.execute(select(Employee.id).where(Employee.id.in_(people))).scalars()
        posts: dict[str, frozenset[tuple[str, str]]] = {person: frozenset() for person in known}
        for person, job, department in self._connection.execute(_at_work(day).where(Employee.id.in_(people))):
            posts[person] = frozenset({(POSTS[job], department)}) if job in POSTS else frozenset()
        delegated = len(people) > 1 and self._stands_in(people[0], people[1], day)
        return Standing(self._unit(unit, day), posts, delegated)

    def unknown(self, people: Iterable[str], units: Iterable[str]) -> frozenset[str]:
        """Ids that are in neither table."""
        people, units = set(people), set(units)
        people -= set(self._connection.execute(select(Employee.id).where(Employee.id.in_(people))).scalars())
        units -= set(
            self._connection.execute(select(Department.id).where(Department.id.in_(units))).scalars()
        )
        return frozenset(people | units)

    def holders(self, role: Role, unit: UnitFacts, day: date) -> tuple[str, ...]:
        """Who holds the post of a role for a unit that day."""
        if role.post in (None, "any"):
            return ()
        places = {
            "unit": unit.id,
            "unit.parent": unit.parent,
            "unit.supervised_by": unit.supervised_by,
        }
        found = self._connection.execute(_at_work(day).where(Employee.job.in_(_jobs(role))))
        return tuple(
            person for person, _, place in found if role.of == "anywhere" or place == places[role.of]
        )

    def units_of(self, person: str, role: Role, day: date) -> frozenset[str] | None:
        """The units whose cases the person handles in a role that day; `None` for all."""
        mine = _at_work(day).where(Employee.id == person, Employee.job.in_(_jobs(role)))
        row = self._connection.execute(mine).first()
        if row is None:
            return frozenset()
        if role.of == "anywhere":
            return None
        column = {
            "unit": Department.id,
            "unit.parent": Department.above,
            "unit.supervised_by": Department.supervised_by,
        }[role.of]
        return frozenset(
            self._connection.execute(select(Department.id).where(column == row.department)).scalars()
        )

    def _unit(self, unit: str, day: date) -> UnitFacts | None:
        row = self._connection.execute(
            select(Department.name, Department.above, Department.supervised_by).where(Department.id == unit)
        ).first()
        if row is None:
            return None
        heads = self._connection.execute(
            _at_work(day).where(Employee.department == unit, Employee.job == "局长")
        )
        head = next((one.id for one in heads), None)
        return UnitFacts(unit, row.name, parent=row.above, supervised_by=row.supervised_by, principal=head)

    def _stands_in(self, deputy: str, person: str, day: date) -> bool:
        away = select(Employee.id).where(
            Employee.id == person, Employee.deputy == deputy, Employee.away_until >= day
        )
        return self._connection.execute(away).first() is not None


def _jobs(role: Role) -> list[str]:
    return [job for job, post in POSTS.items() if post == role.post]
