"""One plan from draft to its end, on both databases."""

from __future__ import annotations

import pytest

from support.world import World, plan_data, problem, tally


def test_a_plan_goes_from_draft_to_passed(world: World) -> None:
    """Drafted, reviewed, audited, disclosed, carried out item by item, appraised: each state in turn, then success."""
    case = world.start()
    world.bring(case, "appraisal")
    shown = world.appraise(case)
    assert (shown["states"], shown["status"], shown["round"]) == (["passed"], "success", 1)
    assert shown["deadlines"] == []
    moves = [one["action"] for one in world.duban.history(case) if one["kind"] == "moved"]
    assert moves == ["submit", "endorse", "approve", "publish", "proceed", "report", "close", "pass"]
    events = world.duban.events(case)
    assert [one.seq for one in events] == list(range(1, len(events) + 1))
    world.sound()


def test_the_record_says_who_did_what_in_which_role(world: World) -> None:
    """Each act keeps its person, its role, its time and its door; what happens by itself has the actor system."""
    case = world.start()
    world.bring(case, "implementing")
    told = {one["action"] or one["kind"]: one for one in world.duban.history(case)}
    assert told["submit"]["actor"] == "zhang"
    assert told["submit"]["role"] == "head"
    assert told["submit"]["at"] == "2014-08-01T09:00:00+08:00"
    assert told["submit"]["channel"] == "api"
    assert told["proceed"]["actor"] == told["stayed"]["actor"] == "system"
    assert told["publish"]["data"] == {"channel": "公告栏", "evidence": "照片"}
    assert (told["submit"]["from"], told["submit"]["to"]) == ("drafting", "team-review")


def test_a_returned_plan_keeps_its_round_and_its_content(world: World) -> None:
    """A return sends the plan back to drafting with its deficiencies; the round stays, and it can be handed in again."""
    case = world.start()
    world.bring(case, "team-review")
    shown = world.must(case, "return", "wang", deficiencies=["vague-measures", "unfocused"])
    assert (shown["states"], shown["round"]) == (["drafting"], 1)
    assert shown["data"]["deficiencies"] == ["unfocused", "vague-measures"]
    assert shown["data"]["problems"] == plan_data()["problems"]
    world.bring(case, "liaison-audit")
    world.must(case, "return", "chen", deficiencies=["generalities"])
    assert world.state(case) == "drafting"
    world.bring(case, "implementing")
    world.sound()


def test_a_second_return_has_to_say_its_own_deficiencies(world: World) -> None:
    """What was found wanting the last time does not serve for the next return."""
    case = world.start()
    for _ in range(2):
        world.bring(case, "team-review")
        assert world.refused(world.do(case, "return", "wang")) == ["missing"]
        world.must(case, "return", "wang", deficiencies=["unfocused"])


def test_a_redo_is_a_new_round_with_the_items_kept(world: World) -> None:
    """A failed appraisal leads back to drafting as round 2; problems stay, what belonged to the old round is gone."""
    case = world.start()
    world.bring(case, "appraisal")
    shown = world.appraise(case, 0.5)
    assert (shown["states"], shown["round"], shown["status"]) == (["drafting"], 2, "open")
    assert [one["no"] for one in shown["data"]["problems"]] == [1, 2, 3, 4]
    assert not set(shown["data"]) & {"channel", "evidence", "deficiencies", "text", "items"}
    assert len(shown["children"]) == 4


def test_a_redo_says_first_what_is_redone(world: World) -> None:
    """In round 2 `submit` is refused until items are named or problems are added."""
    case = world.start()
    world.bring(case, "appraisal")
    world.appraise(case, 0.5)
    assert world.refused(world.do(case, "submit", "zhang")) == ["condition"]
    assert world.refused(world.do(case, "reopen", "zhang")) == ["missing"]
    assert world.refused(world.do(case, "reopen", "zhang", items=[9])) == ["no-such-item"]
    assert world.refused(world.do(case, "reopen", "li", items=[1])) == ["not-authorized"]
    world.must(case, "reopen", "zhang", items=[1, 3])
    world.must(case, "submit", "zhang")


def test_new_problems_count_as_redone(world: World) -> None:
    """A redo that adds a problem may be submitted without reopening any item; dropping one is refused."""
    case = world.start()
    world.bring(case, "appraisal")
    world.appraise(case, 0.5)
    old = plan_data()["problems"]
    assert world.refused(world.do(case, "submit", "zhang", problems=old)) == ["condition"]
    dropped = world.do(case, "submit", "zhang", problems=[*old[1:], problem(5)])
    assert world.refused(dropped) == ["item-dropped"]
    assert dropped.refusals[0].values["keys"] == ["1"]
    world.must(case, "submit", "zhang", problems=[*old, problem(5)])
    world.bring_on(case)
    assert len(world.duban.show(case)["children"]) == 5


def test_reopened_items_are_done_again_in_their_next_round(world: World) -> None:
    """A reopened item begins anew with round 2 and its record as it now reads; the others stay written off."""
    case = world.start()
    world.bring(case, "appraisal")
    world.appraise(case, 0.5)
    problems = plan_data()["problems"]
    problems[2]["measure"] = "重新验收"
    world.must(case, "reopen", "zhang", items=[3])
    world.must(case, "submit", "zhang", problems=problems)
    world.bring_on(case)
    items = [world.duban.show(child) for child in world.duban.show(case)["children"]]
    assert [one["status"] for one in items] == ["success", "success", "open", "success"]
    assert [one["round"] for one in items] == [1, 1, 2, 1]
    assert items[2]["data"]["measure"] == "重新验收"
    assert items[2]["states"] == ["listed"]
    assert world.refused(world.do(case, "report", "zhang")) == ["condition"]
    world.write_off(items[2]["case"])
    world.must(case, "report", "zhang")
    assert world.appraise(case)["states"] == ["passed"]
    world.sound()


def test_after_three_rounds_the_plan_has_failed(world: World) -> None:
    """The third failed appraisal ends the plan without success; there is no fourth round."""
    case = world.start()
    shown = world.duban.show(case)
    for number in (1, 2, 3):
        assert world.duban.show(case)["round"] == number
        if number > 1:
            world.must(case, "reopen", "zhang", items=[1])
        world.bring(case, "appraisal")
        shown = world.appraise(case, 0.79)
    assert (shown["states"], shown["status"], shown["round"]) == (["failed"], "failure", 3)
    assert shown["deadlines"] == []
    world.sound()


def test_an_invalid_ballot_is_repeated_at_most_twice(world: World) -> None:
    """Too low a turnout opens the ballot again, twice; the third invalid one ends the plan."""
    case = world.start()
    world.bring(case, "appraisal")
    for _ in range(2):
        shown = world.appraise(case, turnout=0.59)
        assert (shown["states"], shown["round"]) == (["appraisal"], 1)
        assert shown["ballot"]["counted"] == []
    shown = world.appraise(case, turnout=0.59)
    assert (shown["states"], shown["status"]) == (["failed"], "failure")


def test_the_repetitions_are_counted_anew_in_each_round(world: World) -> None:
    """A new round has its own two repetitions."""
    case = world.start()
    world.bring(case, "appraisal")
    world.appraise(case, turnout=0.1)
    world.appraise(case, turnout=0.1)
    assert world.appraise(case, 0.0)["round"] == 2
    world.must(case, "reopen", "zhang", items=[1])
    world.bring(case, "appraisal")
    for _ in range(2):
        assert world.appraise(case, turnout=0.1)["states"] == ["appraisal"]
    assert world.appraise(case)["states"] == ["passed"]


@pytest.mark.parametrize(
    ("handed_in", "yes", "state"),
    [
        (600, 480, "passed"),  # exactly 60 % and exactly 80 %
        (599, 599, "appraisal"),  # one paper short of 60 %
        (600, 479, "drafting"),  # one vote short of 80 %
        (1000, 800, "passed"),
        (1000, 799, "drafting"),
        (0, 0, "appraisal"),
    ],
)
def test_the_boundaries_are_exact(lite: World, handed_in: int, yes: int, state: str) -> None:
    """A turnout of exactly 60 % is valid and an approval of exactly 80 % passes; one paper less is not and does not."""
    case = lite.start()
    lite.bring(case, "appraisal")
    counts = tally(invited=250, turnout=0)
    for number, group in enumerate(counts.values()):
        share = (handed_in + number) // 4
        approving = (yes + number) // 4
        group |= {"satisfied": approving, "unsatisfied": share - approving}
    assert sum(one["satisfied"] + one["unsatisfied"] for one in counts.values()) == handed_in
    lite.duban.tally(case, counts, by="zhao").unwrap()
    assert lite.must(case, "close", "zhao")["states"] == [state]


def test_void_papers_count_for_the_turnout_only(lite: World) -> None:
    """Void papers raise the turnout and are left out of the share."""
    case = lite.start()
    lite.bring(case, "appraisal")
    counts = {
        group: {"invited": 100, "satisfied": 40, "basically": 0, "unsatisfied": 10, "void": 10}
        for group in tally()
    }
    lite.duban.tally(case, counts, by="zhao").unwrap()
    assert lite.must(case, "close", "zhao")["states"] == ["passed"]
    result = next(one for one in lite.duban.history(case) if one["action"] == "close")["data"]["result"]
    assert (result["turnout"], result["approving"], result["outcome"]) == ("0.6", "0.8", "passed")
    assert result["pooled"] == {
        "invited": 400, "handed_in": 240, "valid": 200, "void": 40,
        "choices": {"satisfied": 160, "basically": 0, "unsatisfied": 40},
    }  # fmt: skip


def test_a_unit_may_hold_several_plans(world: World) -> None:
    """Plans of one unit stand beside each other, and so do those of others."""
    cases = [
        world.start(),
        world.start(by="li"),
        world.start(unit="school-board", by="gao", presided_by="gao"),
    ]
    world.bring(cases[0], "liaison-audit")
    assert [world.state(one) for one in cases] == ["liaison-audit", "drafting", "drafting"]
    assert world.refused(world.do(cases[2], "submit", "zhang")) == ["not-authorized"]
    assert [one["case"] for one in world.duban.list_cases(unit="water-bureau")] == cases[:2]


def test_todo_and_show_name_whose_turn_it_is(world: World) -> None:
    """What waits for a person is what their post handles now; a case says whom it waits for."""
    case = world.start()
    assert [one["case"] for one in world.duban.todo(by="zhang")] == [case]
    assert world.duban.show(case)["waits_for"] == ["zhang"]
    world.bring(case, "team-review")
    assert world.duban.todo(by="zhang") == []
    assert set(world.duban.show(case)["waits_for"]) >= {"wang", "past"}
    world.advance("1 month")
    assert "past" not in world.duban.show(case)["waits_for"]
    assert world.duban.todo(by="past") == []
    assert [one["case"] for one in world.duban.todo(by="wang")] == [case]
    assert world.duban.todo(by="song") == []
