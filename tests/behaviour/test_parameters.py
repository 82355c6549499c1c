"""Fields an act fills in by itself, roles at a named unit, figures that each place sets, and duties that begin anew."""

from __future__ import annotations

from typing import Any

import pytest

from duban.engine.errors import InvalidInput, Refused, UnknownPerson, UnknownUnit
from support.small import OFFERED, PLACES_VOTE, deploy
from support.terminal import Terminal
from support.world import World


@pytest.fixture
def case(world: World) -> str:
    """A case that waits to be sorted."""
    deploy(world, OFFERED)
    return world.duban.start("offered", unit="water-bureau", by="zhang").case


def deadline(world: World, case: str) -> dict[str, Any]:
    """The one deadline of a case."""
    (one,) = world.duban.show(case)["deadlines"]
    return dict(one)


def test_a_figure_nobody_has_set_leaves_the_deadline_undetermined(world: World, case: str) -> None:
    """Neither late nor on time until somebody sets it; then it counts from when it began, and the record tells why."""
    assert deadline(world, case)["undetermined"] is True
    assert deadline(world, case)["due"] is None
    world.advance("20 days")
    assert world.duban.show(case)["deadlines"][0]["overdue"] is False
    listed = {one["name"]: one["undetermined"] for one in world.duban.parameters()}
    assert listed == {"do-now": True, "least": False, "stale": False}
    done = world.duban.set_parameter("do-now", "30 days", reason="本市规定")
    assert (done.before, done.cases, done.changed) == (None, 1, 1)
    assert deadline(world, case)["due"].startswith("2014-09-01")  # 31 August is a Sunday
    assert world.duban.history(case)[-1]["kind"] == "recounted"
    again = world.duban.set_parameter("do-now", "30 days")
    assert (again.before, again.changed) == ("30 days", 0)
    world.sound()


def test_the_nearest_unit_wins(world: World, case: str) -> None:
    """What a unit sets holds for it and those right below; what is set for all holds elsewhere."""
    world.duban.set_parameter("do-now", "10 days")
    world.duban.set_parameter("do-now", "20 days", unit="city")
    assert deadline(world, case)["due"].startswith("2014-08-21")
    world.duban.set_parameter("do-now", "3 days", unit="water-bureau")
    assert deadline(world, case)["due"].startswith("2014-08-04")
    world.sound()


def test_what_is_no_parameter_or_no_value_is_refused(world: World, case: str) -> None:
    """An unknown name, a value of another kind and an unknown unit are told, and nothing is set."""
    for name, value in (("do-nwo", "5 days"), ("do-now", "5"), ("do-now", "soon"), ("least", "most")):
        with pytest.raises(InvalidInput):
            world.duban.set_parameter(name, value)
    with pytest.raises(UnknownUnit):
        world.duban.set_parameter("do-now", "5 days", unit="nowhere")
    assert all(one["values"] == [] for one in world.duban.parameters())


def test_a_parameter_says_who_may_set_it(lite: World) -> None:
    """Where it names posts only their holders may, and a host that is trusted; elsewhere whoever runs the database, as before."""
    deploy(lite, OFFERED.replace("{type: term, title", "{type: term, by: campaign-office, title", 1))
    assert {one["name"]: one["by"] for one in lite.duban.parameters()}["do-now"] == ["campaign-office"]
    for by in (None, "zhang", "wang"):
        with pytest.raises(Refused) as refused:
            lite.duban.set_parameter("do-now", "5 days", unit="water-bureau", by=by)
        (why,) = refused.value.refusals
        assert (why.code, why.json("en")["values"]["holders"]) == ("not-authorized", ["zhao"])
        assert "zhao" in why.message("zh")
    with pytest.raises(UnknownPerson):
        lite.duban.set_parameter("do-now", "5 days", by="nobody")
    terminal = Terminal(lite.url)
    assert terminal.refused("parameter", "set", "do-now", "5 days") == ["not-authorized"]
    assert all(one["values"] == [] for one in lite.duban.parameters())
    assert terminal.json("parameter", "set", "do-now", "5 days", "--by", "zhao")["value"] == "5 days"
    assert lite.duban.set_parameter("do-now", "6 days").before == "5 days"
    assert terminal.json("parameter", "set", "least", "0.7", "--by", "zhang")["value"] == "0.7"


def test_it_is_offered_to_a_unit_and_claimed_there(world: World, case: str) -> None:
    """Only the head of the unit named may take it; who claims it and when is filled in by the act itself, and recorded."""
    world.must(case, "offer", "zhang", offered_to="school-board")
    assert world.duban.show(case)["data"]["mark"] == "由市水务局提交"
    assert world.refused(world.do(case, "claim", "zhang")) == ["not-authorized"]
    assert world.duban.show(case)["waits_for"] == ["gao"]
    assert [one["case"] for one in world.duban.todo(by="gao")] == [case]
    assert world.duban.todo(by="zhang") == []
    view = world.must(case, "claim", "gao")
    assert (view["data"]["claimed_by"], view["data"]["claimed_on"]) == ("gao", "2014-08-01")
    assert [one["case"] for one in world.duban.todo(by="gao")] == [case]
    world.sound()


def test_a_declined_offer_goes_to_another(world: World, case: str) -> None:
    """Declined, it can be offered elsewhere, and the first unit has no more to do with it."""
    world.must(case, "offer", "zhang", offered_to="school-board")
    world.must(case, "decline", "gao")
    world.must(case, "offer", "zhang", offered_to="water-bureau")
    assert world.refused(world.do(case, "claim", "gao")) == ["not-authorized"]
    world.must(case, "claim", "zhang")
    world.sound()


def test_a_duty_that_begins_anew_flags_when_the_last_is_stale(world: World, case: str) -> None:
    """Each publication starts the term again; without one for so long it is flagged, and the next clears it."""
    world.must(case, "offer", "zhang", offered_to="school-board")
    world.must(case, "claim", "gao")
    assert deadline(world, case)["due"].startswith("2014-08-08")
    world.advance("4 workdays")
    world.must(case, "publish", "gao")
    assert deadline(world, case)["due"].startswith("2014-08-14")
    world.advance("6 workdays")
    assert deadline(world, case)["overdue"] is True
    world.must(case, "publish", "gao")
    assert deadline(world, case)["overdue"] is False
    world.sound()


def test_a_guard_reads_what_the_place_has_set(world: World, case: str) -> None:
    """Our default holds until the place sets its own, and then that does."""
    world.must(case, "offer", "zhang", offered_to="school-board")
    world.must(case, "claim", "gao")
    assert world.refused(world.do(case, "finish", "gao", share="0.5")) == ["condition"]
    world.duban.set_parameter("least", "0.5")
    world.must(case, "finish", "gao", share="0.5")
    world.sound()


def test_a_refusal_says_which_figure_nobody_has_set(world: World) -> None:
    """A condition that reads an undetermined parameter names it by its title and says how it is set."""
    deploy(world, OFFERED.replace(', default: "0.6"', ""))
    case = world.duban.start("offered", unit="water-bureau", by="zhang").case
    world.must(case, "offer", "zhang", offered_to="school-board")
    world.must(case, "claim", "gao")
    (refusal,) = world.do(case, "finish", "gao", share="0.9").refusals
    assert (refusal.code, refusal.values["parameters"]) == ("condition", ["least"])
    assert "参数 最低比例（least）尚未设定" in refusal.message("zh")
    assert "the parameter least share (least) is not set yet" in refusal.message("en")
    told = refusal.message("zh").count("尚未设定"), refusal.message("en").count("is not set")
    assert told == (1, 1), "told once, with the way out"


@pytest.mark.parametrize(
    ("figures", "state"),
    [
        ({"least": "0.7"}, "dropped"),
        ({"least": "0.7", "majority": "0.7"}, "agreed"),
        ({"least": "0.8", "majority": "0.7"}, "voting"),
    ],
)
def test_a_ballot_is_counted_by_the_figures_of_the_place(
    world: World, figures: dict[str, str], state: str
) -> None:
    """The same papers pass, fail or are too few by what is set; the figures stay with the result, whatever is set later."""
    deploy(world, PLACES_VOTE)
    polled = world.duban.start("places-vote", unit="water-bureau", by="zhao").case
    world.duban.tally(polled, {"all": {"invited": 20, "yes": 10, "no": 4}}, by="zhao").unwrap()
    for name, value in figures.items():
        world.duban.set_parameter(name, value, unit="water-bureau")
    world.must(polled, "close", "zhao")
    assert world.state(polled) == state
    counted = {"param.least": figures["least"], "param.majority": figures.get("majority", "0.8")}
    world.duban.set_parameter("least", "0.1", unit="water-bureau")
    (closed,) = [one for one in world.duban.history(polled) if one.get("action") == "close"]
    assert closed["data"]["result"]["figures"] == counted
    world.sound()


def test_the_count_of_a_deadline_by_a_figure_is_told_day_by_day(world: World, case: str) -> None:
    """While it is undetermined that is all there is to tell; once set for the unit above, its days are counted."""
    (told,) = world.duban.explain(case, "en")
    assert [one["kind"] for one in told["steps"]] == ["undetermined"]
    world.duban.set_parameter("do-now", "3 days", unit="city")
    (told,) = world.duban.explain(case, "en")
    kinds = [one["kind"] for one in told["steps"]]
    assert "undetermined" not in kinds
    assert "counted" in kinds
    assert told["due"] == deadline(world, case)["due"]
