"""Gates: a case goes by what others have come to, sees it withdrawn, and says what would open it."""

from __future__ import annotations

import pytest

from duban.engine.core.organisation import Organisation, Unit
from support.gate_flows import BELOW, CHECK_UP, HEARING, MASTER, NEWEST, SURVEY
from support.small import deploy
from support.world import World

BUREAU = "water-bureau"


@pytest.fixture
def master(world: World) -> str:
    """A case with three gates, none of them passed."""
    deploy(world, MASTER, CHECK_UP, HEARING, SURVEY)
    return world.duban.start("master", unit=BUREAU, by="zhang").case


def standings(world: World, case: str) -> dict[str, str]:
    """Where the gates stand."""
    return {one["gate"]: one["standing"] for one in world.duban.gates(case)}


def other(world: World, workflow: str, unit: str = BUREAU) -> str:
    """Another case."""
    return world.duban.start(workflow, unit=unit, by="zhang" if unit == BUREAU else "gao").case


def survey(world: World, *low: str) -> None:
    """A survey that ends with these units on its list."""
    case = world.duban.start("survey", unit="campaign-office", by="zhao").case
    world.must(case, "judge", "zhao", units=[BUREAU, "school-board"], low=list(low))


WAYS = ("the level above arranges a check", "rectify and be checked again")
"""What opens the check before it has begun, and after."""


def test_a_shut_gate_refuses_and_says_what_opens_it(world: World, master: str) -> None:
    """One refusal for each gate that is shut: where it stands, the case that holds it, the way out and the sentence."""
    check = other(world, "check-up")
    world.must(check, "fail", "li")
    answer = world.do(master, "force", "zhang")
    assert world.refused(answer) == ["gate-closed"] * 3
    shut = {one.values["gate"].id: one for one in answer.refusals}
    assert [shut[one].values["standing"].id for one in ("checked", "heard", "surveyed")] == [
        "failed",
        "missing",
        "missing",
    ]
    assert shut["checked"].values["cases"].id == [check]
    told = shut["checked"].message("zh")
    for part in ("验收", "未通过", check, "继续整改后重新验收", "凡验收不过关的，不能召开总结大会"):
        assert part in told
    world.sound()


ROWS = """
types: {records: {entry: {key: no, fields: {no: {type: integer}, name: {type: text}, score: {type: text}}}}}
data: {items: {type: list, of: entry, title: items}}
"""
TELLING = MASTER.replace(
    "    basis: 凡验收", "    tells: {each: items, field: name, with: {score: failed}}\n    basis: 凡验收"
)
ITEMISED = CHECK_UP.replace("\nstates:", ROWS + "states:").replace(
    "title: fail, by: anybody,", "title: fail, by: anybody, needs: [items],"
)
SECRET = ITEMISED.replace("by: anybody", "by: office").replace(
    "\nstates:", "\nconfidential: {to: [office]}\nstates:"
)


@pytest.mark.parametrize(("check", "told"), [(ITEMISED, ["lamps", "roofs"]), (SECRET, [])])
def test_the_refusal_tells_which_rows_hold_the_gate(world: World, check: str, told: list[str]) -> None:
    """It names the rows that failed and no others; nothing of a case that whoever is refused may not know of."""
    deploy(world, TELLING, check, HEARING, SURVEY)
    master = world.duban.start("master", unit=BUREAU, by="zhang").case
    checked = world.duban.start("check-up", unit=BUREAU, by="zhao").case
    rows = [(1, "lamps", "failed"), (2, "wells", "passed"), (3, "roofs", "failed")]
    items = [{"no": no, "name": name, "score": score} for no, name, score in rows]
    world.must(checked, "fail", "zhao", items=items)
    answer = world.do(master, "force", "zhang")
    (shut,) = [one for one in answer.refusals if one.values["gate"].id == "checked"]
    for language in ("zh", "en"):
        message = shut.message("zh" if language == "zh" else "en")
        assert [name for _, name, _ in rows if name in message] == told
        assert (checked in message) == bool(told)
    world.sound()


def test_what_has_not_begun_is_told_how_it_is_begun(world: World, master: str) -> None:
    """A missing gate tells its way in, and once there is a case the way out; in the refusal and in the table alike."""

    def told() -> list[str]:
        (view,) = [one for one in world.duban.gates(master, "en") if one["gate"] == "checked"]
        refusal = next(
            one for one in world.do(master, "force", "zhang").refusals if one.values["gate"].id == "checked"
        )
        return [way for way in WAYS if way in (view["way_out"] or "") and way in refusal.message("en")]

    assert told() == [WAYS[0]]
    case = other(world, "check-up")
    assert told() == [WAYS[1]]
    (view,) = [one for one in world.duban.gates(master, "zh") if one["gate"] == "checked"]
    (state,) = world.duban.definition_of(case).states[:1]
    assert view["cases"] == [
        {"case": case, "state": state.id, "state_title": state.title.zh, "status": "open"}
    ]
    world.must(case, "fail", "li")
    assert told() == [WAYS[1]]
    heard = [one["way_out"] for one in world.duban.gates(master, "en") if one["gate"] == "heard"]
    assert heard == [None]


def test_cases_of_other_units_open_nothing(world: World, master: str) -> None:
    """What another unit has passed is not ours; a survey counts where it names us."""
    world.must(other(world, "check-up", "school-board"), "pass", "li")
    assert standings(world, master)["checked"] == "missing"
    survey(world, "school-board")
    assert standings(world, master)["surveyed"] == "passed"


def test_not_applicable_is_not_passed_and_lets_through(world: World) -> None:
    """A unit that the gate does not apply to is told so, and is not held up by it."""
    deploy(world, MASTER, CHECK_UP, HEARING, SURVEY)
    case = world.duban.start("master", unit="campaign-office", by="zhao", data={})
    assert case.ok is False  # whoever starts a case is the head of the unit
    master = world.duban.start("master", unit="school-board", by="gao").case
    assert standings(world, master)["heard"] == "missing"
    world.sql("UPDATE duban_unit SET level = 'county' WHERE id = 'school-board'")
    assert standings(world, master)["heard"] == "not-applicable"


def test_the_case_follows_by_itself_and_notices_what_is_withdrawn(world: World, master: str) -> None:
    """When the last gate opens it goes on at once; withdrawn before the conference, it goes back; held, it stays held."""
    check = other(world, "check-up")
    world.must(other(world, "hearing"), "pass", "li")
    survey(world)
    assert world.state(master) == "running"
    world.must(check, "pass", "li")
    assert world.state(master) == "passed"
    assert world.duban.history(master)[-1]["actor"] == "system"
    world.must(check, "withdraw", "li")
    assert (world.state(master), world.duban.show(master)["round"]) == ("running", 2)
    assert world.refused(world.do(master, "hold", "zhang")) == ["not-here"]
    world.must(check, "pass", "li")
    world.must(master, "hold", "zhang")
    world.must(check, "withdraw", "li")
    assert world.duban.show(master)["status"] == "success"
    world.sound()


def test_a_result_that_nobody_told_of_is_found_by_the_night(
    world: World, master: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a process ends between the act and what follows from it elsewhere, the night does the rest, once."""
    world.must(other(world, "hearing"), "pass", "li")
    survey(world)
    check = other(world, "check-up")
    with monkeypatch.context() as patch:
        patch.setattr(world.duban, "follow", lambda touched: None)
        world.must(check, "pass", "li")
    assert world.state(master) == "running"
    world.duban.sweep()
    assert world.state(master) == "passed"
    seq = world.duban.show(master)["seq"]
    world.duban.sweep()
    assert world.duban.show(master)["seq"] == seq
    world.sound()


def test_a_listed_unit_has_failed_whatever_the_other_case_came_to(world: World, master: str) -> None:
    """On the list of those with a low result the gate has failed, though the survey ended in success."""
    survey(world, BUREAU)
    assert standings(world, master)["surveyed"] == "failed"


def test_what_nobody_knows_opens_nothing(world: World) -> None:
    """Where it is not known whether a gate applies, it applies."""
    deploy(world, MASTER, CHECK_UP, HEARING, SURVEY)
    master = world.duban.start("master", unit="school-board", by="gao").case
    world.sql("UPDATE duban_unit SET level = NULL WHERE id = 'school-board'")
    assert standings(world, master)["heard"] == "missing"


def test_of_the_units_below_only_those_are_asked_that_are_meant(world: World) -> None:
    """By level, and by what holds of a unit: offices below that are no such unit need no case."""
    narrow = BELOW.replace(
        "of: unit.below,", "of: unit.below, level: city, as: place, when: '\"K2\" in place.category',"
    )
    deploy(world, narrow, CHECK_UP, HEARING, SURVEY)
    world.sql(
        "INSERT INTO duban_post (person, post, unit, since, until) VALUES ('zhao', 'principal', 'city', '2014-01-01', '9999-12-31')"
    )
    world.duban.store_organisation(Organisation())
    top = world.duban.start("below", unit="city", by="zhao").case
    assert standings(world, top)["checked"] == "missing"
    case = world.duban.start("check-up", unit=BUREAU, by="zhang").case
    assert standings(world, top)["checked"] == "open"
    world.must(case, "pass", "li")
    assert standings(world, top)["checked"] == "passed"


def test_where_there_is_no_unit_below_there_is_nothing_to_wait_for(world: World) -> None:
    """The gate is not applicable, which is no pass, and lets through; a unit that comes shuts it."""
    deploy(world, BELOW, CHECK_UP, HEARING, SURVEY)
    bureau = world.duban.start("below", unit=BUREAU, by="zhang").case
    (found,) = [one for one in world.duban.gates(bureau) if one["gate"] == "checked"]
    assert (found["standing"], found["open"], found["not_begun"]) == ("not-applicable", True, [])
    world.duban.store_organisation(Organisation((Unit("station", "水文站", parent=BUREAU),)))
    assert standings(world, bureau)["checked"] == "missing"


def test_every_unit_below_has_to_have_passed(world: World) -> None:
    """One unit below that has passed does not stand for those that have not begun; the case never counts itself."""
    deploy(world, BELOW, CHECK_UP, HEARING, SURVEY)
    world.sql(
        "INSERT INTO duban_post (person, post, unit, since, until) VALUES ('zhao', 'principal', 'city', '2014-01-01', '9999-12-31')"
    )
    world.duban.store_organisation(Organisation())
    top = world.duban.start("below", unit="city", by="zhao").case
    assert standings(world, top) == {"checked": "missing", "alone": "missing"}
    for unit, person in ((BUREAU, "zhang"), ("school-board", "gao")):
        case = world.duban.start("check-up", unit=unit, by=person).case
        world.must(case, "pass", "li")
    assert standings(world, top)["checked"] == "open"
    (found,) = [one for one in world.duban.gates(top) if one["gate"] == "checked"]
    assert "water-bureau" not in [one["unit"] for one in found["not_begun"]]
    assert {"unit": "team-3", "title": "第三督导组"} in found["not_begun"]
    shut = world.duban.act(top, "finish", by="zhao").refusals[0].message("zh")
    assert "尚未立案：" in shut
    assert "第三督导组" in shut
    world.sql(
        "UPDATE duban_unit SET parent = NULL WHERE parent = 'city' AND id NOT IN ('water-bureau', 'school-board')"
    )
    assert standings(world, top)["checked"] == "passed"


def test_the_newest_case_may_stand_for_a_unit(world: World) -> None:
    """Where a failed one is asked for anew, the new one counts in its place, also when it fails in turn."""
    deploy(world, NEWEST, CHECK_UP, HEARING, SURVEY)
    master = world.duban.start("newest", unit=BUREAU, by="zhang").case
    first = other(world, "check-up")
    world.must(first, "fail", "li")
    world.must(first, "give-up", "li")
    assert standings(world, master) == {"checked": "failed"}
    world.advance("1 day")
    second = other(world, "check-up")
    assert standings(world, master) == {"checked": "open"}
    world.must(second, "pass", "li")
    assert standings(world, master) == {"checked": "passed"}
    world.must(master, "finish", "zhang")
    world.sound()
