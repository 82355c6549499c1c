"""Who may: posts, delegations, separation of duties, and the person responsible."""

from __future__ import annotations

import pytest

from duban.engine.errors import UnknownPerson
from support.world import PLAN, World, plan_data


def checking(world: World, responsible: str) -> str:
    """An item that waits to be verified."""
    case = world.item(responsible=responsible)
    world.must(case, "claim", responsible)
    world.must(case, "submit-evidence", responsible, evidence="材料")
    return case


def test_the_person_responsible_claims_and_others_do_not(world: World) -> None:
    """Only the person named in the item may claim it and submit evidence."""
    case = world.item(responsible="li")
    for person in ("zhang", "wang", "he"):
        assert world.refused(world.do(case, "claim", person)) == ["not-authorized"]
    world.must(case, "claim", "li")


def test_somebody_else_writes_an_item_off(world: World) -> None:
    """The principal or a supervisor verifies; the person responsible never, whatever post they hold."""
    assert world.refused(world.do(checking(world, "li"), "write-off", "li")) == ["not-authorized", "excluded"]
    own = checking(world, "zhang")
    assert world.refused(world.do(own, "write-off", "zhang")) == ["excluded"]
    assert world.refused(world.do(own, "reject", "zhang", reason="不行")) == ["excluded"]
    world.must(own, "write-off", "wang")
    world.must(checking(world, "li"), "write-off", "zhang")


def test_nobody_verifies_their_own_item_through_a_delegation(world: World) -> None:
    """Neither as somebody's delegate nor by delegating does the person responsible verify the item."""
    mine = checking(world, "li")
    assert world.refused(world.do(mine, "write-off", "li", "zhang")) == ["excluded"]
    heads = checking(world, "zhang")
    assert world.refused(world.do(heads, "write-off", "sun", "zhang")) == ["excluded"]
    assert world.refused(world.do(heads, "write-off", "zhang", "wang")) == ["excluded"]
    assert world.must(heads, "write-off", "he", "wang")["status"] == "success"


def test_acting_for_somebody_is_recorded_as_such(world: World) -> None:
    """A delegate acts in the name of who delegated, and the record has both."""
    case = world.start()
    world.must(case, "submit", "qian", "zhang")
    told = world.duban.history(case)[-1]
    assert (told["actor"], told["on_behalf_of"], told["role"]) == ("qian", "zhang", "head")


def test_a_delegation_covers_its_workflows_only(world: World) -> None:
    """A delegation for plans does not serve for items, nor one for items for plans."""
    case = world.start()
    assert world.refused(world.do(case, "submit", "sun", "zhang")) == ["no-delegation"]
    item = checking(world, "li")
    assert world.refused(world.do(item, "write-off", "qian", "zhang")) == ["no-delegation"]
    world.must(item, "write-off", "sun", "zhang")


@pytest.mark.parametrize(("day", "covered"), [("30 days", True), ("31 days", False)])
def test_a_delegation_ends_with_its_last_day(world: World, day: str, covered: bool) -> None:
    """The last day of a delegation counts, the day after does not."""
    case = world.start()
    world.advance(day)
    answer = world.do(case, "submit", "qian", "zhang")
    assert answer.ok == covered
    if not covered:
        assert world.refused(answer) == ["no-delegation"]
        assert answer.refusals[0].values["day"] == "2014-09-01"


def test_a_delegation_gives_no_more_than_the_post(world: World) -> None:
    """Who no longer holds the post cannot have it exercised by a delegate."""
    case = world.start()
    world.bring(case, "team-review")
    world.advance("9 days")
    assert world.duban.can(case, by="qian", on_behalf_of="past")[0] != []
    world.advance("1 day")
    assert world.refused(world.do(case, "endorse", "qian", "past")) == ["not-authorized"]


def test_delegations_do_not_chain(world: World) -> None:
    """Zhang may act for Wang and Qian for Zhang; Qian may not act for Wang."""
    case = world.start()
    world.bring(case, "team-review")
    assert world.refused(world.do(case, "endorse", "qian", "wang")) == ["no-delegation"]


def test_acting_for_oneself_is_just_acting(world: World) -> None:
    """Naming oneself as the person acted for takes no delegation and is not recorded."""
    case = world.start()
    world.must(case, "submit", "zhang", "zhang")
    assert world.duban.history(case)[-1]["on_behalf_of"] is None


def test_nobody_reviews_what_they_drafted(world: World) -> None:
    """Starting or submitting a plan excludes from reviewing it, although one holds both posts."""
    case = world.start(by="both")
    world.must(case, "submit", "zhang")
    assert world.refused(world.do(case, "endorse", "both")) == ["separation"]
    world.must(case, "endorse", "wang")


def test_separation_looks_at_neighbouring_pairs_only(world: World) -> None:
    """Who drafted may audit: drafting and audit are not kept apart, review and audit are."""
    drafted = world.start(by="both")
    world.bring(drafted, "liaison-audit")
    world.must(drafted, "approve", "both")
    reviewed = world.start()
    world.bring(reviewed, "team-review")
    world.must(reviewed, "endorse", "both")
    assert world.refused(world.do(reviewed, "approve", "both")) == ["separation"]


def test_separation_looks_through_a_delegation(world: World) -> None:
    """Neither the delegate nor the person acted for may have acted on the other side."""
    case = world.start()
    world.must(case, "submit", "zhang")
    assert world.refused(world.do(case, "endorse", "zhang", "wang")) == ["separation"]
    other = world.start()
    world.must(other, "submit", "qian", "zhang")
    assert world.refused(world.do(other, "endorse", "qian", "past")) == ["separation"]
    assert world.refused(world.do(other, "endorse", "zhang", "wang")) == ["separation"]
    world.must(other, "endorse", "he", "wang")


def test_separation_lasts_through_a_return(world: World) -> None:
    """Who reviewed the first version does not draft the second."""
    case = world.start()
    world.must(case, "submit", "zhang")
    world.must(case, "return", "he", "wang", deficiencies=["unfocused"])
    assert world.refused(world.do(case, "submit", "he", "zhang")) == ["no-delegation", "separation"]


def test_a_post_elsewhere_gives_nothing(world: World) -> None:
    """The head and the supervisors of another unit have no say."""
    case = world.start()
    assert world.refused(world.do(case, "submit", "gao")) == ["not-authorized"]
    world.must(case, "submit", "zhang")
    assert world.refused(world.do(case, "endorse", "song")) == ["not-authorized"]
    data = plan_data(presided_by="gao")
    assert world.refused(world.duban.start(PLAN, unit="water-bureau", by="gao", data=data)) == [
        "not-authorized"
    ]


@pytest.mark.parametrize("acting", ["start", "cancel", "act", "cast", "roll", "tally"])
def test_the_system_is_nobody_who_asks(world: World, acting: str) -> None:
    """No request can be made in the name of the system: it is no person."""
    case = world.start()
    before = world.dump()
    calls = {
        "start": lambda: world.duban.start(PLAN, unit="water-bureau", by="system", data=plan_data()),
        "cancel": lambda: world.duban.cancel(case, by="system", note="撤"),
        "act": lambda: world.duban.act(case, "submit", by="system"),
        "cast": lambda: world.duban.cast(case, group="staff", choice="satisfied", by="system"),
        "roll": lambda: world.duban.roll(case, {}, by="system"),
        "tally": lambda: world.duban.tally(case, {}, by="system"),
    }
    with pytest.raises(UnknownPerson):
        calls[acting]()
    assert world.dump() == before


def test_can_tells_what_do_would_say(world: World) -> None:
    """For every action and person, `can` and `act` agree on why not; only what can still be filled in is left out."""
    case = world.start()
    world.bring(case, "team-review")
    for person in ("zhang", "wang", "both", "wu", "past"):
        possible, impossible = world.duban.can(case, by=person)
        assert {one.action for one in possible} <= {"endorse", "return"}
        for one in impossible:
            codes = world.refused(world.do(case, one.action, person))
            assert [code for code in codes if code != "missing"] == [reason.code for reason in one.reasons]
    possible, _ = world.duban.can(case, by="wang")
    assert [(one.action, one.missing) for one in possible] == [("endorse", ()), ("return", ("deficiencies",))]
