"""Boards, lists and matrices, against counts made by hand and against each other."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.engine.core.facts import UnitFacts
from duban.engine.core.guards import INTEGER, TEXT, Guard
from duban.engine.core.reporting import (
    Cell,
    Column,
    Report,
    Share,
    Subject,
    Tree,
    board,
    gaps,
    listing,
    matrix,
)
from duban.engine.core.text import Text
from duban.engine.dsl.expressions import Environment, parse_guard

NAMES = Environment({"state": TEXT, "late": INTEGER, "topic": TEXT, "unit.level": TEXT, "value": TEXT})


def guard(text: str) -> Guard:
    """A condition."""
    parsed = parse_guard(text, NAMES)
    assert isinstance(parsed, Guard), parsed
    return parsed


def column(name: str, that: str | None = None, **more: Any) -> Column:
    """A column called after its id."""
    return Column(name, Text(name, name), guard(that) if that else None, **more)


def cell(name: str, that: str, **more: Any) -> Cell:
    """A class called after its id."""
    return Cell(name, Text(name, name), guard(that), **more)


BOARD = Report(
    "items", Text("items", "items"), "board", ("item",),
    columns=(
        column("total"), column("done", 'state == "done"'), column("doing", 'state == "doing"'),
        column("other", '!(state in ["done", "doing"])'),
        column("rate", share="done", of="total", among=("done", "doing", "other")),
        column("doing-rate", share="doing", of="total", among=("done", "doing", "other")),
        column("other-rate", share="other", of="total", among=("done", "doing", "other")),
    ),
)  # fmt: skip
UNITS = ("city", "county", "bureau", "town", "village")
TREE = Tree.of(
    [
        UnitFacts("city"),
        UnitFacts("county", parent="city", level="county"),
        UnitFacts("bureau", parent="city", level="city"),
        UnitFacts("town", parent="county", level="town"),
        UnitFacts("village", parent="town", level="village"),
    ]
)
cases = st.lists(
    st.builds(
        lambda unit, state, late: Subject("c", unit, {"state": state, **({} if late is None else {"late": late})}),
        st.sampled_from(UNITS),
        st.sampled_from(["done", "doing", "new"]),
        st.one_of(st.none(), st.integers(0, 9)),
    ),
    max_size=40,
)  # fmt: skip


@given(cases)
def test_a_board_adds_up(subjects: list[Subject]) -> None:
    """Own and subordinates make the total, counted over all cases; own is counted apart; shares add up to 100."""
    rows = {(row.unit, row.part): row.values for row in board(BOARD, subjects, TREE, "city")}
    own, lower, total = rows["city", "own"], rows["city", "subordinates"], rows["city", "total"]
    for name in ("total", "done", "doing", "other"):
        assert own[name] + lower[name] == total[name]
        assert lower[name] == sum(row[name] for (_, part), row in rows.items() if part == "below")
    assert total["total"] == len(subjects)
    assert own["total"] == sum(one.unit == "city" for one in subjects)
    for row in rows.values():
        shares = [row[name] for name in ("rate", "doing-rate", "other-rate")]
        assert all(isinstance(one, Share) for one in shares)
        if row["total"]:
            assert sum(round(10 * float(one.percent)) for one in shares) == 1000
        else:
            assert [one.percent for one in shares] == [None] * 3


def test_the_others_of_a_whole_may_be_named_without_the_column_itself() -> None:
    """Three equal shares are told as 33.4, 33.3 and 33.3, whether each names itself among the parts or not, in any order."""
    others = {"done": ("other", "doing"), "doing": ("done", "other"), "other": ("doing", "done")}
    shares = {"rate": "done", "doing-rate": "doing", "other-rate": "other"}
    columns = tuple(
        replace(one, among=others[shares[one.id]]) if one.id in shares else one for one in BOARD.columns
    )
    subjects = [Subject("c", "city", {"state": state}) for state in ("done", "doing", "new")]
    for report in (BOARD, replace(BOARD, columns=columns)):
        total = next(row for row in board(report, subjects, TREE, "city") if row.part == "total")
        assert [total.values[name].percent for name in shares] == ["33.4", "33.3", "33.3"]


@given(cases)
def test_without_a_unit_the_roots_are_told(subjects: list[Subject]) -> None:
    """A board of everything has a row for each root, and the same total."""
    rows = board(BOARD, subjects, TREE, None)
    assert [(row.unit, row.part) for row in rows] == [("city", "below"), ("", "total")]
    assert rows[0].values["total"] == rows[1].values["total"] == len(subjects)


RANKED = replace(
    BOARD, columns=(*BOARD.columns, column("place", rank="rate"), column("peers", rank="done", group="unit.level", ascending=True))
)  # fmt: skip


@given(cases)
def test_units_below_are_ranked_by_what_they_are_and_not_by_what_is_shown(subjects: list[Subject]) -> None:
    """A unit stands behind those with a greater share, exactly; of nothing there is no rank; sums have none; classes stand apart."""
    rows = board(RANKED, subjects, TREE, "city")
    below = [row.values for row in rows if row.part == "below"]
    exact = [Fraction(one["done"], one["total"]) if one["total"] else None for one in below]
    for one, share in zip(below, exact, strict=True):
        ahead = sum(other is not None and share is not None and other > share for other in exact)
        assert one["place"] == (None if share is None else 1 + ahead)
        assert one["peers"] == 1  # county and bureau are of two levels
    assert all(row.values["place"] is None for row in rows if row.part != "below")


@given(cases)
def test_lines_of_a_list_are_ranked(subjects: list[Subject]) -> None:
    """By a value that is listed; a line without one has no rank."""
    report = Report(
        "late", Text("late", "late"), "list", ("item",),
        columns=(column("late", value="late"), column("place", rank="late")), sort="late", descending=True,
    )  # fmt: skip
    rows = [row.values for row in listing(report, subjects, TREE, None)]
    known = [one["late"] for one in rows if one["late"] is not None]
    assert [one["place"] for one in rows] == [
        None if one["late"] is None else 1 + sum(other > one["late"] for other in known) for one in rows
    ]


@given(cases)
def test_a_list_is_sorted_and_leaves_out_other_units(subjects: list[Subject]) -> None:
    """What lies under the unit, the largest first, what has no value last."""
    report = Report(
        "late", Text("late", "late"), "list", ("item",), columns=(column("late", value="late"),), sort="late",
        descending=True,
    )  # fmt: skip
    rows = listing(report, subjects, TREE, "county")
    assert len(rows) == sum(one.unit in ("county", "town", "village") for one in subjects)
    late = [row.values["late"] for row in rows]
    known = [one for one in late if one is not None]
    assert late == sorted(known, reverse=True) + [None] * (len(late) - len(known))


def test_a_matrix_tells_what_is_missing_and_what_lacks_something() -> None:
    """A unit that ought to have a case and has none, and a case of a class that lacks something, are gaps; others are not."""
    report = Report(
        "projects", Text("p", "p"), "matrix", ("project",), across="topic",
        values=(("t1", Text("一", "one")), ("t2", Text("二", "two"))),
        cells=(cell("gap", 'state == "gap"', lacking=True), cell("there", "late >= 0")),
        applies=guard('unit.level in ["county", "city"] && !(unit.level == "city" && value == "t2")'),
    )  # fmt: skip
    subjects = [
        Subject("1", "county", {"topic": "t1", "state": "gap", "late": 1}),
        Subject("2", "county", {"topic": "t1", "state": "ok", "late": 1}),
        Subject("3", "village", {"topic": "t2", "state": "ok", "late": 1}),
        Subject("4", "bureau", {"state": "ok", "late": 1}),
    ]
    rows = matrix(report, subjects, TREE, None)
    assert {row.unit: dict(row.values) for row in rows} == {
        "county": {"t1": "gap", "t2": "missing"},
        "bureau": {"t1": "missing", "t2": None},
        "village": {"t1": None, "t2": "there"},
    }
    assert gaps(report, rows) == {
        "missing": [("county", "t2"), ("bureau", "t1")],
        "lacking": [("county", "t1")],
    }


def test_units_in_a_circle_are_counted_once() -> None:
    """A directory whose units run in a circle neither hangs a report nor doubles a case."""
    tree = Tree.of([UnitFacts("a", parent="b"), UnitFacts("b", parent="a")])
    subject = Subject("1", "b", {"state": "done"})
    assert board(BOARD, [subject], tree, "a")[-1].values["total"] == 1
