"""The papers of ballots: who is on the roll and has taken part, and what lies in the box."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy import case as sql_case

from ..core.facts import VoterFacts
from ..core.orders import DropBallot
from .records import roll_of
from .tables import BOX, ROLL


def voter(connection: Connection, case: str, poll: int, person: str) -> VoterFacts:
    """What the roll says of somebody: their group, whether they have taken part, and of an open ballot their choice."""
    row = connection.execute(
        select(ROLL.c.group_id, ROLL.c.voted, ROLL.c.choice).where(
            *_of(ROLL, case, poll), ROLL.c.person == person
        )
    ).first()
    return VoterFacts(row[0], bool(row[1]), row[2]) if row is not None else VoterFacts()


def counts(connection: Connection, case: str, poll: int) -> Mapping[str, Mapping[str, int]]:
    """The papers by group and choice: those in the box, and the open choices on the roll."""
    box: dict[str, dict[str, int]] = defaultdict(dict)
    for group, choice, papers in connection.execute(
        select(BOX.c.group_id, BOX.c.choice, BOX.c.papers).where(*_of(BOX, case, poll))
    ):
        box[group][choice] = papers
    for group, choice in connection.execute(
        select(ROLL.c.group_id, ROLL.c.choice).where(*_of(ROLL, case, poll), ROLL.c.choice.is_not(None))
    ):
        box[group][choice] = box[group].get(choice, 0) + 1
    return box


def roll(connection: Connection, case: str, poll: int) -> Mapping[str, tuple[int, int]]:
    """By group: how many are on the roll, and how many of them have taken part."""
    listed: Counter[str] = Counter()
    ticked: Counter[str] = Counter()
    for group, _, voted, _ in roll_of(connection, case, poll):
        listed[group] += 1
        ticked[group] += voted
    return {group: (count, ticked[group]) for group, count in listed.items()}


def enter_roll(connection: Connection, case: str, poll: int, groups: Mapping[str, Sequence[str]]) -> None:
    """Put people on the roll of a ballot, in place of those who were."""
    connection.execute(delete(ROLL).where(*_of(ROLL, case, poll)))
    rows = [
        {
            "case_id": case,
            "poll": poll,
            "person": person,
            "group_id": group,
            "voted": False,
            "choice": None,
        }
        for group, people in groups.items()
        for person in people
    ]
    connection.execute(insert(ROLL), rows)


def keep_roll(connection: Connection, case: str, old: int, new: int) -> None:
    """The roll of a ballot serves for another, with nobody ticked off."""
    rows = connection.execute(select(ROLL.c.group_id, ROLL.c.person).where(*_of(ROLL, case, old)))
    groups: dict[str, list[str]] = defaultdict(list)
    for group, person in rows:
        groups[group].append(person)
    if groups:
        enter_roll(connection, case, new, groups)


def drop_ballot(
    connection: Connection, case: str, ballot: DropBallot, groups: Sequence[str], choices: Sequence[str]
) -> None:
    """Tick somebody off and put their paper into the box; of an open ballot the choice stays on the roll.

    All counters of the box are written every time, so that no trace of the storage (the
    transaction that last wrote a row) ties one voter to one counter.
    """
    poll = ballot.poll
    connection.execute(
        update(ROLL)
        .where(*_of(ROLL, case, poll), ROLL.c.person == ballot.person)
        .values(voted=True, choice=None if ballot.secret else ballot.choice)
    )
    if not ballot.secret:
        return
    mine = (BOX.c.group_id == ballot.group) & (BOX.c.choice == ballot.choice)
    counted = (
        update(BOX).where(*_of(BOX, case, poll)).values(papers=BOX.c.papers + sql_case((mine, 1), else_=0))
    )
    if connection.execute(counted).rowcount == 0:
        rows = [
            {
                "case_id": case,
                "poll": poll,
                "group_id": group,
                "choice": choice,
                "papers": int((group, choice) == (ballot.group, ballot.choice)),
            }
            for group in groups
            for choice in choices
        ]
        connection.execute(insert(BOX), rows)


def empty_box(connection: Connection, case: str, poll: int) -> None:
    """Destroy the papers."""
    connection.execute(delete(BOX).where(*_of(BOX, case, poll)))


def _of(table: Any, case: str, poll: int) -> tuple[Any, Any]:
    return table.c.case_id == case, table.c.poll == poll
