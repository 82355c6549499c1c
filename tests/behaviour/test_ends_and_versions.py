"""Cancelling, versions of a definition, and names of things that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from duban.engine.errors import InvalidDefinition, UnknownCase, UnknownPerson, UnknownUnit, UnknownWorkflow
from duban.workflows import FOLDER, shipped
from support.gate_flows import CHECK_UP, NEWEST
from support.world import ITEM, PLAN, World, plan_data


def test_cancelling_ends_a_plan_and_its_open_items(world: World) -> None:
    """A cancelled plan takes its open items with it; what was written off stays so, and nothing runs on."""
    case = world.start()
    world.bring(case, "implementing")
    items = world.duban.show(case)["children"]
    world.write_off(items[0])
    assert world.duban.cancel(case, by="li", note="机构合并").unwrap()["status"] == "cancelled"
    statuses = [world.duban.show(one)["status"] for one in items]
    assert statuses == ["success", "cancelled", "cancelled", "cancelled"]
    assert all(world.duban.show(one)["deadlines"] == [] for one in [case, *items])
    assert world.advance("1 year")["fired"] == 0
    assert world.duban.history(case)[-1]["note"] == "机构合并"
    assert world.refused(world.do(items[1], "claim", "li")) == ["ended"]
    world.sound()


def test_a_plan_in_any_state_can_be_cancelled(world: World) -> None:
    """Whoever may start a plan may end it wherever it stands, a running secret ballot included."""
    for state in ("drafting", "team-review", "disclosure", "appraisal"):
        case = world.start()
        world.bring(case, state)
        assert world.duban.cancel(case, by="zhang", note="撤").unwrap()["states"] == [state]
        assert world.refused(world.do(case, "submit", "zhang")) == ["ended"]
    world.sound()


def test_a_cancelled_ballot_leaves_no_count_behind(world: World) -> None:
    """Votes that will never be counted are destroyed when the case is cancelled."""
    case = world.start()
    world.bring(case, "appraisal")
    world.duban.roll(case, {"staff": ["s01"], "delegates": ["d01"], "masses": ["m01"], "clients": ["c01"]},
                     by="zhao").unwrap()  # fmt: skip
    world.duban.cast(case, group="staff", choice="unsatisfied", by="s01").unwrap()
    world.duban.cancel(case, by="zhang", note="撤").unwrap()
    assert world.dump()["duban_box"] == []


def test_an_item_tells_its_plan_how_it_ended(world: World) -> None:
    """A plan knows of each item whether it is open, written off or cancelled."""
    case = world.start()
    world.bring(case, "implementing")
    first = world.duban.show(case)["children"][0]
    world.write_off(first)
    ended = [one for one in world.duban.history(case) if one["kind"] == "child-ended"]
    assert [(one["child"], one["number"], one["status"], one["actor"]) for one in ended] == [
        (first, "1", "success", "system")
    ]
    assert world.duban.snapshot(case).children["1"]["status"] == "success"


def test_a_case_stays_with_the_version_it_began_under(world: World, tmp_path: Path) -> None:
    """A new version serves new cases; running ones keep their rules, their items and their words."""
    old = world.start()
    text = (FOLDER / "rectification-plan.yaml").read_text("utf-8")
    file = tmp_path / "plan.yaml"
    file.write_text(
        text.replace("needs: [problems, roadmap, task_book, timetable]", "needs: [problems]"), "utf-8"
    )
    scenarios = file.read_text("utf-8").index("scenarios:")
    file.write_text(file.read_text("utf-8")[:scenarios], "utf-8")
    (deployed,) = world.duban.deploy([file], shipped=FOLDER)
    assert (deployed.new, deployed.version.version) == (True, 2)
    new = world.start(roadmap=None)
    assert [world.duban.show(one)["version"] for one in (old, new)] == [1, 2]
    assert world.duban.show(old)["digest"] != world.duban.show(new)["digest"]
    world.must(new, "submit", "zhang")
    missing = world.start(roadmap=None)
    world.must(missing, "submit", "zhang")
    world.bring(old, "appraisal")
    assert world.appraise(old)["version"] == 1
    world.sound()


def test_an_old_case_keeps_the_rule_that_the_new_version_dropped(world: World, tmp_path: Path) -> None:
    """What version 2 no longer asks for, a case of version 1 still needs."""
    old = world.start(roadmap=None)
    text = (FOLDER / "rectification-plan.yaml").read_text("utf-8")
    text = text[: text.index("scenarios:")]
    file = tmp_path / "plan.yaml"
    file.write_text(
        text.replace("needs: [problems, roadmap, task_book, timetable]", "needs: [problems]"), "utf-8"
    )
    world.duban.deploy([file], shipped=FOLDER)
    assert world.refused(world.do(old, "submit", "zhang")) == ["missing"]
    assert world.duban.definition_of(old) != world.duban.definition(PLAN)


def test_deploying_the_same_again_changes_nothing(world: World) -> None:
    """An unchanged file is no new version."""
    before = world.dump()
    deployed = world.duban.deploy(shipped(), shipped=FOLDER)
    assert [(one.new, one.version.version) for one in deployed] == [(False, 1)] * len(deployed)
    assert world.dump() == before


def test_a_file_may_speak_of_what_is_deployed(world: World, tmp_path: Path) -> None:
    """A workflow whose gate looks at another one is deployed alone once the other is there, and not before."""
    (tmp_path / "below.yaml").write_text(NEWEST, "utf-8")
    (tmp_path / "looked-at").mkdir()
    (tmp_path / "looked-at" / "check-up.yaml").write_text(CHECK_UP, "utf-8")
    with pytest.raises(InvalidDefinition):
        world.duban.deploy([tmp_path / "below.yaml"], shipped=FOLDER)
    world.duban.deploy([tmp_path / "looked-at"], shipped=FOLDER)
    (made,) = world.duban.deploy([tmp_path / "below.yaml"], shipped=FOLDER)
    assert made.new


def test_a_faulty_file_deploys_nothing(world: World, tmp_path: Path) -> None:
    """One faulty file among several keeps all of them out."""
    good = (
        (FOLDER / "rectification-item.yaml").read_text("utf-8").replace("title: {zh: 认领", "title: {zh: 领")
    )
    (tmp_path / "a.yaml").write_text(good[: good.index("scenarios:")], "utf-8")
    (tmp_path / "b.yaml").write_text("workflow: broken\n", "utf-8")
    before = world.dump()
    with pytest.raises(InvalidDefinition):
        world.duban.deploy([tmp_path], shipped=FOLDER)
    assert world.dump() == before


ODD = [
    "",
    "none",
    "case-1.",
    ".case-1",
    "case-1.9",
    "case-1.1.1",
    "a" * 5000,
    "a." * 3000,
    "名\x00字",
    "\ud800",
    "'",
]


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
def test_an_unknown_name_is_said_to_be_unknown(world: World, name: str) -> None:
    """Whatever is asked for that is not there is named as unknown, however odd its name; nothing is stored."""
    case = world.start()
    before = world.dump()
    for call in (
        lambda: world.duban.act(name, "submit", by="zhang"),
        lambda: world.duban.cancel(name, by="zhang", note="撤"),
        lambda: world.duban.can(name, by="zhang"),
        lambda: world.duban.show(name),
        lambda: world.duban.history(name),
        lambda: world.duban.verify(name),
    ):
        with pytest.raises(UnknownCase):
            call()
    with pytest.raises(UnknownPerson):
        world.duban.act(case, "submit", by=name)
    with pytest.raises(UnknownPerson):
        world.duban.act(case, "submit", by="zhang", on_behalf_of=name)
    with pytest.raises(UnknownPerson):
        world.duban.todo(by=name)
    with pytest.raises(UnknownUnit):
        world.duban.start(PLAN, unit=name, by="zhang", data=plan_data())
    with pytest.raises(UnknownWorkflow):
        world.duban.start(name, unit="water-bureau", by="zhang")
    assert world.refused(world.do(case, name, "zhang")) == ["unknown-action"]
    assert world.refused(world.do(case, "submit", "zhang", presided_by=name or "?")) != []
    assert world.dump() == before


def test_an_item_can_be_held_on_its_own(world: World) -> None:
    """An item that no plan opened is started by the head and has no parent."""
    case = world.item()
    assert world.duban.show(case)["parent"] is None
    assert world.write_off(case)["status"] == "success"
    refused = world.duban.start(ITEM, unit="water-bureau", by="li", data={})
    assert world.refused(refused) == ["not-authorized"]
