"""What the measurements happen in: fresh databases, a directory of some size, plans that wait for review."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from duban import Duban
from duban.engine.clock import SystemClock
from duban.engine.core.organisation import Organisation, Person, Post, Unit
from duban.engine.ports import Clock
from duban.workflows import FOLDER, sample, shipped

UNITS = 100
PLAN: dict[str, Any] = json.loads(sample("sample-plan.json").read_text("utf-8"))
"""A plan with four problems."""


class Shifted:
    """The machine's clock, some time away from now."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> Any:
        """This instant, shifted, UTC."""
        return SystemClock().now() + self._by


@contextmanager
def database(name: str) -> Iterator[str]:
    """The URL of an empty database, as durable as it would be in use."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'bench.db'}"
        return
    from support.postgres import Cluster

    with Cluster(durable=True) as cluster, cluster.database() as url:
        yield url


@contextmanager
def opened(url: str, clock: Clock | None = None) -> Iterator[Duban]:
    """The engine on an initialised database with the shipped workflows and an organisation of a hundred units."""
    duban = Duban(url, clock=clock)
    try:
        duban.initialise()
        duban.deploy(shipped(), shipped=FOLDER)
        duban.store_organisation(_organisation())
        yield duban
    finally:
        duban.close()


def drafted(duban: Duban, cases: int) -> list[str]:
    """So many plans in drafting, spread over the units."""
    return [
        duban.start(
            "rectification-plan", unit=f"unit-{number}", by=f"head-{number}", data=plan_of(number)
        ).case
        for number in (one % UNITS for one in range(cases))
    ]


def in_review(duban: Duban, cases: int) -> list[tuple[str, str]]:
    """So many plans that wait in review: (case, who may endorse it)."""
    waiting = []
    for turn, case in enumerate(drafted(duban, cases)):
        number = turn % UNITS
        duban.act(case, "submit", by=f"head-{number}").unwrap()
        waiting.append((case, f"supervisor-{number % 10}"))
    return waiting


def plan_of(number: int) -> dict[str, Any]:
    """The plan of a unit: the sample, with people of that unit in it."""
    problems = [{**one, "responsible": f"member-{number}"} for one in PLAN["problems"]]
    return {**PLAN, "problems": problems, "presided_by": f"head-{number}"}


def _organisation() -> Organisation:
    teams = [Unit(f"team-{one}", f"第{one}督导组", "city") for one in range(10)]
    units = [
        Unit(f"unit-{one}", f"第{one}局", "city", None, ("K2",), "正处级", f"team-{one % 10}")
        for one in range(UNITS)
    ]
    posts = [Post(f"supervisor-{one}", "supervisor", f"team-{one}") for one in range(10)]
    for one in range(UNITS):
        posts.append(Post(f"head-{one}", "principal", f"unit-{one}"))
        posts.append(Post(f"member-{one}", "member", f"unit-{one}"))
    people = [Person(one.person, one.person, "正处级", True) for one in posts]
    return Organisation(tuple(teams + units), tuple(people), tuple(posts))
