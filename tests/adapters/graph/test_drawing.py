from __future__ import annotations

from msgspec.structs import replace

from duban.adapters.graph import Drawing, Trace, draw
from duban.engine.core.dues import Due
from duban.engine.core.text import Text
from support.sample_definition import plan

TRACE = Trace(
    current=("team-review",),
    visited=("drafting",),
    edges=(("drafting", "submit", "team-review", 2), ("team-review", "return", "drafting", 1)),
    overdue=("team-review",),
    round=2,
    case="C-7",
)


def rows(drawing: Drawing, state: str) -> list[str]:
    """The lines in the box of a state."""
    return next([row.text for row in one.rows] for one in drawing.nodes if one.id == state)


def test_every_kind_of_state_has_its_mark() -> None:
    """The first state, a ballot and both ends are told apart."""
    nodes = {one.id: one for one in draw(plan(), "zh").nodes}
    assert [one.id for one in nodes.values() if one.start] == ["drafting"]
    assert nodes["appraisal"].kind == "ballot"
    assert (nodes["passed"].kind, nodes["failed"].kind) == ("success", "failure")


def test_a_box_says_who_and_until_when() -> None:
    """Handler and deadline stand in the box, in the language asked for."""
    assert rows(draw(plan(), "zh"), "drafting") == ["办理：主要负责同志", "时限：10个工作日"]
    assert rows(draw(plan(), "en"), "drafting") == ["by head of the unit", "due: 10 workdays"]


def test_actions_in_place_stand_in_the_box_with_who_does_them() -> None:
    """A state with several handlers names them beside each action instead of once for all."""
    assert rows(draw(plan(), "zh"), "disclosure") == [
        "自「公开」起至少 7个工作日",
        "公开（主要负责同志）",
        "提出异议（任何人）",
        "处理异议（市委活动办）",
    ]


def test_children_and_ballots_are_named() -> None:
    """A box says that cases are opened for a list, and that a vote is held how long."""
    assert "按「整改问题清单」逐项分办：rectification-item" in rows(draw(plan(), "zh"), "implementing")
    assert "票决：4 组，开放 10个自然日" in rows(draw(plan(), "zh"), "appraisal")


def test_edges_by_kind() -> None:
    """Forward, back and the way out of a used-up bound are three kinds; automatic ones say so."""
    edges = {(one.source, one.action, one.kind): one for one in draw(plan(), "zh").edges}
    assert edges["drafting", "submit", "forward"].target == "team-review"
    redo = edges["appraisal", "redo", "back"]
    assert (redo.target, redo.auto, redo.notes) == ("drafting", True, ("最多 3 轮",))
    assert edges["appraisal", "redo", "then"].target == "failed"
    assert edges["appraisal", "redo", "then"].title == "满 3 轮"
    assert edges["appraisal", "poll-again", "then"].title == "已重复 2 次"
    assert edges["disclosure", "proceed", "forward"].guard == "stay_over && open_objections == 0"
    assert len(edges) == 12


def test_a_trace_marks_where_the_case_stands_and_has_been() -> None:
    """Current, visited and overdue states are marked, and each way carries how often it was gone."""
    drawing = draw(plan(), "zh", TRACE)
    nodes = {one.id: one for one in drawing.nodes}
    assert [nodes[one].mark for one in ("drafting", "team-review", "passed")] == [
        "visited",
        "current",
        "plain",
    ]
    assert [one.id for one in drawing.nodes if one.overdue] == ["team-review"]
    times = {(one.source, one.action): one.times for one in drawing.edges if one.times}
    assert times == {("drafting", "submit"): 2, ("team-review", "return"): 1}
    assert drawing.subtitle == "rectification-plan · C-7 · 第 2 轮 · 在办 · 全程时限：6个月"
    assert rows(drawing, "team-review")[-1] == "时限：5个工作日 · 已逾期"
    assert "办件现在：督导组审阅把关。" in drawing.description


def test_counts_of_the_same_way_are_added_up() -> None:
    """A way told in pieces counts as often as the pieces together."""
    trace = Trace(edges=(("drafting", "submit", "team-review", 1), ("drafting", "submit", "team-review", 2)))
    assert next(one.times for one in draw(plan(), "zh", trace).edges) == 3


def test_used_up_rounds_count_on_their_own_way() -> None:
    """A redo that led to the end instead of back is counted on the way to the end."""
    trace = Trace(edges=(("appraisal", "redo", "failed", 1), ("appraisal", "redo", "drafting", 2)))
    times = {one.kind: one.times for one in draw(plan(), "zh", trace).edges if one.action == "redo"}
    assert times == {"back": 2, "then": 1}


def test_titles_become_one_clean_line() -> None:
    """Line breaks become spaces; control and direction marks, which no picture can hold, are left out."""
    title = Text("一\n二\t三\x00\x1b\u202e\ud800\uffff", "x")
    assert draw(replace(plan(), title=title), "zh").title == "一 二 三"


def test_a_deadline_on_a_field_names_the_field() -> None:
    """A deadline that a field of the case says is told with the title of the field."""
    definition = plan()
    first = replace(definition.initial, due=Due(field="presided_by"))
    drawing = draw(replace(definition, states=(first, *definition.states[1:])), "zh")
    assert rows(drawing, "drafting")[-1] == "时限：按「主持人」"
