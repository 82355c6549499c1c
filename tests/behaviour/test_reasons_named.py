"""A refusal names what it waits for: the items that are not done, and where a stay is."""

from __future__ import annotations

from typing import Any

from duban.engine.core.refusals import Refusal
from support.world import World, problem


def reason(world: World, case: str, action: str) -> Refusal:
    """The one reason against an action of the head."""
    (found,) = world.do(case, action, "zhang").refusals
    return found


def both(refusal: Refusal) -> tuple[str, str]:
    """The sentence in both languages."""
    return refusal.message("zh"), refusal.message("en")


def test_a_report_with_items_open_names_them(world: World) -> None:
    """Which items are not done is told with number, words, case and status; one that is done is not among them."""
    case = world.start()
    world.bring(case, "implementing")
    world.write_off(f"{case}.2")
    found = reason(world, case, "report")
    assert found.code == "condition"
    items: list[dict[str, Any]] = found.json("zh")["values"]["items"]
    assert items == [{"number": key, "case": f"{case}.{key}", "status": "open"} for key in ("1", "3", "4")]
    zh, en = both(found)
    assert f"1 会议多、文件多，以会议落实会议（{case}.1，在办）" in zh
    assert f"4 公务用车管理不严 ({case}.4, open)" in en
    assert f"{case}.2" not in zh + en
    told = next(one for one in world.duban.can(case, by="zhang")[1] if one.action == "report")
    assert [one.json("en") for one in told.reasons] == [found.json("en")]


def test_of_many_open_items_ten_are_named(world: World) -> None:
    """Beyond ten items the sentence tells how many more there are; the values have them all."""
    sources = ["opinions", "self-check", "meeting", "superior"]
    rows = [problem(number, source=sources[number % 4]) for number in range(1, 16)]
    case = world.start(problems=rows)
    world.bring(case, "implementing")
    found = reason(world, case, "report")
    assert len(found.json("zh")["values"]["items"]) == 15
    zh, en = both(found)
    assert "另有 5 项" in zh and "and 5 more" in en
    assert f"{case}.10，" in zh and f"{case}.11，" not in zh


def test_a_stay_that_has_not_begun_names_what_begins_it(world: World) -> None:
    """Before the publication `proceed` says that the stay has not begun, and what has to be done."""
    case = world.start()
    world.bring(case, "disclosure")
    found = reason(world, case, "proceed")
    assert found.json("zh")["values"]["begins"] == "publish"
    zh, en = both(found)
    assert "期间尚未开始：须先办理「公开方案」（publish）" in zh
    assert "the stay has not begun: 'publish the plan' (publish)" in en


def test_a_running_stay_ends_at_the_moment_that_show_tells(world: World) -> None:
    """After the publication `proceed` names the last moment of the stay, the same as `show`; an objection stops it."""
    case = world.start()
    world.bring(case, "disclosure")
    world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    until = world.duban.show(case)["stay"]["until"]
    found = reason(world, case, "proceed")
    assert found.json("zh")["values"]["until"] == until == "2014-08-12T23:59:59+08:00"
    assert all(until in said for said in both(found))
    world.must(case, "object", "sun", text="漏了一项")
    stopped = reason(world, case, "proceed")
    assert "until" not in stopped.json("zh")["values"]
    assert "the clock of the stay is stopped" in stopped.message("en")


def test_people_are_named_and_recorded_by_id(lite: World) -> None:
    """Who may not, and who may, by name with the id in brackets, of an act and of a question; the values are ids."""
    case = lite.start()
    (refused,) = lite.do(case, "submit", "li").refusals
    assert "李二（li）不能" in refused.message("zh") and "张一（zhang）" in refused.message("zh")
    assert (
        refused.json("zh")["values"] | {"person": "li", "holders": ["zhang"]} == refused.json("zh")["values"]
    )
    _, impossible = lite.duban.can(case, by="li")
    told = [reason.message("en") for one in impossible for reason in one.reasons if one.action == "submit"]
    assert any("李二 (li)" in one for one in told)
