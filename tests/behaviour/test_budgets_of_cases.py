"""Terms as budgets: stopped with a ledger, extended within bounds, in stages, coming back, hung on milestones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from support.budget_flows import CAMPAIGN, OFFICE, RECURRING, REVIEW, STAGED, WORKDAYS
from support.small import deploy
from support.world import SHANGHAI, World


def begin(world: World, source: str, workflow: str) -> str:
    """A case of a small workflow, begun on Friday 1 August 2014 at nine."""
    deploy(world, source)
    return world.duban.start(workflow, unit="water-bureau", by="zhang").case


def the(world: World, case: str, name: str | None = None) -> dict[str, Any]:
    """A deadline of a case as it is shown."""
    found = world.duban.show(case)["deadlines"]
    return next(dict(one) for one in found if name is None or one["name"] == name)


def refused(world: World, case: str, action: str, by: str, **data: Any) -> list[str]:
    """The codes with which an act is refused."""
    return [one.code for one in world.duban.act(case, action, by=by, data=data).refusals]


def test_a_legal_term_is_counted_by_its_law(world: World) -> None:
    """60日 of 行政复议法 are natural days: 1 August + 60 is 30 September; the law and the nature stand with it."""
    case = begin(world, REVIEW, "review")
    one = the(world, case)
    assert (one["due"][:10], one["rule"], one["law"], one["nature"]) == (
        "2014-09-30",
        "60 days",
        "administrative-reconsideration",
        "statutory",
    )


def test_a_stopped_term_has_no_end_and_keeps_what_is_left(world: World) -> None:
    """Stopped on day 3 of 60, 57 days are left; 20 days later it runs on, 20 days later, rolled over the holiday."""
    case = begin(world, REVIEW, "review")
    world.advance("3 days")
    world.must(case, "suspend", "zhang")
    one = the(world, case)
    assert (one["due"], one["stopped"], one["overdue"], one["days_left"]) == (None, True, False, None)
    assert one["left"] == [{"amount": 57, "unit": "days"}]
    world.advance("20 days")
    world.must(case, "resume", "zhang")
    assert the(world, case)["due"][:10] == "2014-10-20"
    world.sound()


def test_a_stopped_term_never_becomes_overdue(world: World) -> None:
    """Half a year of standing still flags nothing and expires nothing."""
    case = begin(world, REVIEW, "review")
    world.must(case, "suspend", "zhang")
    assert world.advance("6 months")["overdue"] == 0
    assert world.duban.show(case)["states"] == ["reviewing"]
    world.must(case, "resume", "zhang")
    assert not the(world, case)["overdue"]
    world.sound()


def test_a_statutory_term_acts_by_itself_when_it_passes(world: World) -> None:
    """It is flagged, then what the law says happens by the system at that very instant, and by nobody's hand."""
    case = begin(world, REVIEW, "review")
    assert refused(world, case, "lapse", "zhang") == ["automatic"]
    world.advance("3 months")
    view = world.duban.show(case)
    assert (view["status"], view["states"]) == ("failure", ["lapsed"])
    flagged, lapsed = world.duban.history(case)[-2:]
    assert (flagged["kind"], lapsed["action"], lapsed["actor"]) == ("overdue", "lapse", "system")
    assert flagged["at"] == lapsed["at"] == "2014-10-01T00:00:00+08:00"
    world.sound()


def test_an_extension_keeps_the_first_date(world: World) -> None:
    """Asked for in time, granted by the named role: counted from the last day, with the first date beside it."""
    case = begin(world, REVIEW, "review")
    world.must(case, "ask", "zhang")
    assert "not-authorized" in refused(world, case, "grant", "zhang", longer="30日")
    view = world.must(case, "grant", "wang", longer="30日")
    (one,) = view["deadlines"]
    assert (one["due"][:10], one["original"]) == ("2014-10-30", "2014-09-30")
    assert (one["extended"][0]["actor"], one["extended"][0]["by"]) == ("wang", "30 days")
    world.sound()


def test_an_extension_has_its_bounds(world: World) -> None:
    """Too long, backwards, too often: refused, each with its code."""
    case = begin(world, REVIEW, "review")
    world.must(case, "ask", "zhang")
    assert refused(world, case, "grant", "wang", longer="31日") == ["extension-too-long"]
    assert refused(world, case, "grant", "wang", longer="2014-12-31") == ["extension-too-long"]
    assert refused(world, case, "grant", "wang", longer="2014-09-01") == ["extension-backwards"]
    world.must(case, "grant", "wang", longer="2014-10-10")
    assert the(world, case)["due"][:10] == "2014-10-10"
    assert refused(world, case, "ask", "zhang") == ["extension-used-up"]


def test_an_extension_is_asked_for_before_the_term_ends(world: World) -> None:
    """Granted after the end it holds when it was asked for before; asked for after the end it is refused."""
    case = begin(world, WORKDAYS, "answering")
    world.advance("16 workdays")
    assert the(world, case)["overdue"]
    assert refused(world, case, "extend", "wang") == ["extension-late"]
    timely = begin(
        world,
        REVIEW.replace("      expires: lapse\n", "")
        .replace("      lapse:", "      later:")
        .replace("en: lapse}", "en: lapse}, by: head"),
        "review",
    )
    world.must(timely, "ask", "zhang")
    world.advance("3 months")
    assert the(world, timely)["overdue"]
    world.must(timely, "grant", "wang", longer="30日")
    assert the(world, timely)["original"] < the(world, timely)["due"]
    assert "overdue" in world.kinds(timely)
    world.sound()


def test_stages_are_flagged_apart(world: World) -> None:
    """Each stage has a name and an end of its own; an action or a condition fulfils one, the others run on."""
    case = begin(world, STAGED, "staged")
    dues = {one["name"]: one["due"][:10] for one in world.duban.show(case)["deadlines"]}
    assert dues == {"doing.start": "2014-08-08", "doing.interim": "2014-09-01", "doing.finish": "2014-12-31"}
    world.must(case, "begin", "zhang")
    assert [one["name"] for one in world.duban.show(case)["deadlines"]] == ["doing.interim", "doing.finish"]
    assert world.duban.history(case)[-1]["met"] == ["doing.start"]
    world.must(case, "report", "zhang", report="半程")
    assert [one["name"] for one in world.duban.show(case)["deadlines"]] == ["doing.finish"]
    late = world.duban.start("staged", unit="water-bureau", by="zhang").case
    world.advance("2 months")
    overdue = {one["name"]: one["overdue"] for one in world.duban.show(late)["deadlines"]}
    assert overdue == {"doing.start": True, "doing.interim": True, "doing.finish": False}
    world.sound()


def test_a_duty_that_comes_back_is_armed_again(world: World) -> None:
    """Done, the next quarter begins; missed, it is flagged once and the next begins as well; a report settles the oldest."""
    case = begin(world, RECURRING, "recurring")
    assert the(world, case)["due"][:10] == "2014-09-20"
    world.must(case, "report", "zhang")
    assert the(world, case)["due"][:10] == "2014-12-20"
    world.must(case, "report", "zhang")  # a second one in the same quarter is none for the next
    assert the(world, case)["due"][:10] == "2014-12-20"
    world.advance("5 months")
    names = [one["name"] for one in world.duban.show(case)["deadlines"]]
    assert names == ["running@2014-12-20", "running"]
    assert world.kinds(case).count("overdue") == 1
    world.must(case, "report", "zhang")
    assert [one["name"] for one in world.duban.show(case)["deadlines"]] == ["running"]
    assert the(world, case)["due"][:10] == "2015-03-20"
    world.sound()


def test_a_milestone_moves_what_hangs_on_it(world: World) -> None:
    """Without a date undetermined, with one counted, moved recounted with old and new, never into the past."""
    case = begin(world, CAMPAIGN, "campaign")
    one = the(world, case)
    assert (one["due"], one["undetermined"], one["overdue"], one["milestone"]) == (
        None,
        True,
        False,
        "basic-end",
    )
    moved = world.duban.set_milestone("basic-end", date(2014, 9, 30), reason="市委通知")
    assert (moved.cases, moved.changed, moved.before) == (1, 1, None)
    assert the(world, case)["due"][:10] == "2014-09-20"
    assert world.duban.set_milestone("basic-end", date(2014, 9, 30)).changed == 0
    world.duban.set_milestone("basic-end", date(2014, 10, 10))
    told = world.duban.history(case)[-1]
    dates = (told["before"][:10], told["due"][:10])
    assert (told["kind"], dates) == ("recounted", ("2014-09-21", "2014-10-01"))
    assert world.duban.set_milestone("basic-end", date(2014, 8, 5)).changed == 1
    # 26 July has passed: nobody is made late by it, and there is a workday left.
    assert the(world, case)["due"][:10] == "2014-08-04"
    assert world.duban.set_milestone("basic-end", date(2014, 8, 5)).changed == 0
    world.must(case, "go", "zhang")
    assert the(world, case)["due"][:10] == "2014-08-08"
    world.sound()


def test_a_flagged_deadline_is_not_moved(world: World) -> None:
    """What is overdue stays so, whatever becomes of the milestone."""
    case = begin(world, CAMPAIGN, "campaign")
    world.duban.set_milestone("basic-end", date(2014, 8, 15))
    world.advance("10 days")
    assert the(world, case)["overdue"]
    assert world.duban.set_milestone("basic-end", date(2014, 12, 31)).changed == 0
    assert the(world, case)["due"][:10] == "2014-08-05"


def test_hours_of_business_and_its_end(world: World) -> None:
    """8 working hours of 09-12 and 14-18 from Friday 09:00 end on Monday 10:00; a last day may end at 18:00."""
    case = begin(world, OFFICE, "office")
    assert the(world, case)["due"] == "2014-08-04T10:00:00+08:00"
    world.must(case, "go", "zhang")
    assert the(world, case)["due"] == "2014-08-06T18:00:00+08:00"
    world.duban.set_clock(datetime(2014, 8, 6, 18, tzinfo=SHANGHAI))
    assert the(world, case)["overdue"]
    world.must(case, "go", "zhang")
    assert the(world, case)["due"][:10] == "2014-08-12"  # 6 to 12 August: seven days with both ends
    assert world.duban.show(case)["stay"]["until"][:10] == "2014-08-12"


def test_the_count_is_explained_in_chinese(world: World) -> None:
    """With a stop, an extension and a make-up Sunday: every day is told once, with why and by whom."""
    world.duban.set_clock(datetime(2014, 9, 19, 9, tzinfo=SHANGHAI))
    case = begin(world, WORKDAYS, "answering")
    world.advance("3 days")
    world.must(case, "query", "zhang")
    world.advance("2 days")
    world.must(case, "answer", "zhang")
    world.must(case, "extend", "wang")
    (one,) = world.duban.explain(case)
    told = [(step["kind"], step["from"], step["to"], step["counted"]) for step in one["steps"]]
    assert told == [
        ("start", "2014-09-19", "2014-09-19", None),
        ("off", "2014-09-20", "2014-09-20", None),
        ("off", "2014-09-21", "2014-09-21", None),
        ("counted", "2014-09-22", "2014-09-22", [1, 1]),
        ("stopped", "2014-09-23", "2014-09-24", None),
        ("counted", "2014-09-25", "2014-09-26", [2, 3]),
        ("off", "2014-09-27", "2014-09-27", None),
        ("makeup", "2014-09-28", "2014-09-28", [4, 4]),
        ("counted", "2014-09-29", "2014-09-30", [5, 6]),
        ("off", "2014-10-01", "2014-10-03", None),
        ("off", "2014-10-04", "2014-10-04", None),
        ("off", "2014-10-05", "2014-10-05", None),
        ("off", "2014-10-06", "2014-10-07", None),
        ("counted", "2014-10-08", "2014-10-10", [7, 9]),
        ("makeup", "2014-10-11", "2014-10-11", [10, 10]),
        ("off", "2014-10-12", "2014-10-12", None),
        ("counted", "2014-10-13", "2014-10-17", [11, 15]),
        ("extension", None, None, None),
        ("start", "2014-10-17", "2014-10-17", None),
        ("off", "2014-10-18", "2014-10-18", None),
        ("off", "2014-10-19", "2014-10-19", None),
        ("counted", "2014-10-20", "2014-10-24", [1, 5]),
    ]
    whys = "".join(step["why"] for step in one["steps"])
    for word in ("国庆节放假", "调休上班", "周六", "query，zhang", "wang 批准", "原至 2014-10-17"):
        assert word in whys
    assert (one["due"][:10], one["original"]) == ("2014-10-24", "2014-10-17")
