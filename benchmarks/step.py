"""One durable human step through `Duban.act`, against raw driver code on the same database.

The step: `endorse` on a plan with four problems, with the directory in the database, a command id,
one term replaced by another, one event, one message in the outbox. Raw and ours take turns in short
rounds, so that both meet the same disk and the same neighbours; a figure is the median of the
rounds' ratios. Afterwards every case must have moved, once, and the record must verify.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from sqlalchemy import create_engine, text

from duban import Duban

from .raw import SIZES, open_raw
from .report import Figure, spread
from .scene import database, in_review, opened

CASES = 2_000
ROUND = 100
WARM = 1
"""Rounds that are not counted: statements are prepared, plans cached, files grown."""
TARGETS = {"sqlite": 3.5, "postgresql": 2.5}


def measure(databases: Sequence[str], quick: bool) -> list[Figure]:
    """The figure of each database."""
    return [_measure(name, CASES // 10 if quick else CASES) for name in databases]


def _measure(name: str, cases: int) -> Figure:
    with database(name) as url, opened(url) as duban:
        waiting = in_review(duban, cases)
        raw = open_raw(url, [case for case, _ in waiting])
        ratios: list[float] = []
        times: dict[str, list[float]] = {"raw": [], "ours": []}

        def ours(one: tuple[str, str]) -> None:
            if not duban.act(one[0], "endorse", by=one[1], key=f"key-{one[0]}").ok:
                raise RuntimeError(f"{one[0]} was refused")

        def floor(one: tuple[str, str]) -> None:
            raw.step(one[0])

        for number, start in enumerate(range(0, cases, ROUND)):
            some = waiting[start : start + ROUND]
            pair = [("raw", _timed(floor, some)), ("ours", _timed(ours, some))]
            if number >= WARM:
                for side, taken in pair:
                    times[side] += taken
                ratios.append(sum(pair[1][1]) / sum(pair[0][1]))
        _check(duban, url, cases, raw.moved())
        raw.close()
    details = {side: spread(taken) for side, taken in times.items()}
    return Figure(f"step, {name}", ratios, TARGETS[name], {**details, "raw rows": SIZES, "our rows": _SIZES})


def _timed(step: Callable[[tuple[str, str]], None], some: Sequence[tuple[str, str]]) -> list[float]:
    taken = []
    for one in some:
        began = time.perf_counter()
        step(one)
        taken.append(time.perf_counter() - began)
    return taken


_SIZES = "case row some 3,000 bytes of snapshot and 18 columns, six indexes; event row some 1,100 bytes; message 80"


def _check(duban: Duban, url: str, cases: int, raw: tuple[int, int]) -> None:
    """Both sides did what they were timed for, or there is no figure."""
    engine = create_engine(url)
    counts = {
        "cases moved": "select count(*) from duban_case where state = 'liaison-audit'",
        "events": "select count(*) from duban_event where action = 'endorse'",
        "messages": "select count(*) from duban_outbox where kind = 'moved' and seq = 3",
        "command ids": "select count(*) from duban_event where command is not null",
    }
    with engine.connect() as connection:
        found = {name: connection.execute(text(query)).scalar_one() for name, query in counts.items()}
    engine.dispose()
    wrong = {name: count for name, count in found.items() if count != cases}
    if wrong or raw != (cases, cases):
        raise RuntimeError(f"expected {cases} of each, found {found}, raw {raw}")
    verified, flaws = duban.verify()
    if flaws or verified != cases:
        raise RuntimeError(f"{verified} of {cases} records verify: {flaws[:3]}")
