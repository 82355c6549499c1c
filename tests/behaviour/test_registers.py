"""Registers: entries kept in the database, cases that follow them, acts that add to them, and the record of all that."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from duban.engine.core.text import Text
from duban.engine.dsl.earlier import read_earlier
from duban.engine.errors import InvalidDefinition, InvalidInput, Refused, Retryable, UnknownPerson
from duban.engine.store.registers import waiting
from support.small import FOLLOWING, PART, deploy
from support.world import ITEM, PLAN, World, organisation


@pytest.fixture
def case(world: World) -> str:
    """A case of the bureau, a city unit, that follows the register."""
    deploy(world, FOLLOWING, PART)
    case = world.duban.start("following", unit="water-bureau", by="zhang").case
    world.must(case, "begin", "zhang")
    return case


def children(world: World, case: str) -> str:
    """The keys of the entries for which there is a child, in alphabetical order."""
    return " ".join(sorted(one.removeprefix("each-") for one in world.duban.snapshot(case).children))


def not_followed(world: World) -> dict[str, int]:
    """The registers that the night looks at again, with the number of their last line."""
    with world.duban.engine.connect() as connection:
        return waiting(connection)


def test_each_entry_that_applies_opens_a_case_and_the_others_none(world: World, case: str) -> None:
    """The condition is asked of each entry: one for counties only opens nothing at a city unit."""
    assert children(world, case) == "s1 s9"
    child = world.duban.snapshot(case).children["each-s1"]["id"]
    assert world.duban.show(child)["data"] == {"subject": "s1", "topic": "会风"}
    world.sound()


def test_an_added_entry_opens_its_case_wherever_the_case_stands_by_then(world: World, case: str) -> None:
    """Later means until the case ends: in the state after it too, not before it, nor once the case has ended."""
    add = world.duban.add_to_register
    add("subjects", "s3", by="wang", title="会议多", data={"levels": ["city"]})
    add("subjects", "s4", by="wang", title="县里的事", data={"levels": ["county"]})
    assert children(world, case) == "s1 s3 s9"
    world.must(case, "go-on", "zhang")
    add("subjects", "s5", by="wang", title="文件多")
    assert children(world, case) == "s1 s3 s5 s9"
    assert world.kinds(case)[-1] == "opened"
    world.must(case, "replan", "zhang")
    add("subjects", "s6", by="wang", title="检查多")
    assert "s6" not in children(world, case)
    world.must(case, "begin", "zhang")
    assert children(world, case) == "s1 s3 s5 s6 s9"
    world.must(case, "go-on", "zhang", quiet=True)
    add("subjects", "s7", by="wang", title="评比多")
    assert "s7" not in children(world, case)
    world.must(case, "finish", "zhang")
    add("subjects", "s8", by="wang", title="牌子多")
    assert children(world, case) == "s1 s3 s5 s6 s9"
    world.sound()


def test_a_deployment_brings_in_what_of_its_stock_is_not_there_yet(world: World, case: str) -> None:
    """Once, and open cases of an earlier version follow; what is there, retired or not, stays as it is."""
    world.duban.retire_from_register("subjects", "s9", by="wang", note="并入他题")
    more = FOLLOWING.replace(
        "s2: {zh: 文风, en: papers}", "s2: {zh: 文件, en: paper}, s4: {zh: 检查, en: checks}"
    )
    for _ in range(2):
        deploy(world, more, PART)
        entries = {one["key"]: one for one in world.duban.register_entries("subjects")}
        assert (list(entries), entries["s2"]["title"].zh) == (["s1", "s2", "s9", "s4"], "文风")
        assert children(world, case) == "s1 s4 s9"
    world.sound()


def test_a_retired_entry_opens_nothing_and_closes_nothing(world: World, case: str) -> None:
    """What it has opened goes on; a case that comes later has none; the entry stays readable with who and why."""
    retired = world.duban.retire_from_register("subjects", "s9", by="wang", note="已并入会风")
    assert (retired["retired_by"], retired["note"]) == ("wang", "已并入会风")
    assert world.duban.snapshot(case).children["each-s9"]["status"] == "open"
    other = world.duban.start("following", unit="school-board", by="gao").case
    world.must(other, "begin", "gao")
    assert children(world, other) == "s1"
    with pytest.raises(Refused) as again:
        world.duban.add_to_register("subjects", "s9", by="wang", title="又一个")
    assert [one.code for one in again.value.refusals] == ["register-retired"]
    with pytest.raises(Refused):
        world.duban.retire_from_register("subjects", "s9", by="wang", note="再停用")
    world.sound()


def test_an_act_adds_an_entry_and_every_case_that_follows_opens_its_own(world: World, case: str) -> None:
    """In one transaction with the act, and only once: the second act with the same key is refused and adds nothing."""
    other = world.duban.start("following", unit="school-board", by="gao").case
    world.must(other, "begin", "gao")
    world.must(case, "found", "zhang", key="n1", name="新问题", where=["city"])
    assert children(world, case) == children(world, other) == "n1 s1 s9"
    assert world.refused(world.do(other, "found", "gao", key="n1")) == ["register-taken"]
    assert world.refused(world.do(other, "found", "gao", key="新")) == ["register-key"]
    assert world.refused(world.do(other, "found", "gao")) == ["missing"]
    (entry,) = [one for one in world.duban.register_entries("subjects") if one["key"] == "n1"]
    assert (entry["title"].zh, entry["values"], entry["added_by"], entry["case"]) == (
        "新问题", {"levels": ["city"]}, "zhang", case,
    )  # fmt: skip
    world.sound()


def test_an_entry_does_not_tell_of_the_confidential_case_it_comes_from(world: World) -> None:
    """The entry is there for all; which case has put it in, and who acted there, is not told. Nor of a case below it."""
    meant = FOLLOWING.replace("with: {levels: where}}", "with: {levels: where}, confidential: false}")
    secret = meant.replace("registers:", "confidential: {to: [head]}\nregisters:", 1)
    with pytest.raises(InvalidDefinition):  # it has to be said that the entry is meant for everybody
        deploy(world, secret.replace(", confidential: false}", "}"), PART)
    deploy(world, secret, PART)
    case = world.duban.start("following", unit="water-bureau", by="zhang").case
    world.must(case, "begin", "zhang")
    world.must(case, "found", "zhang", key="n1", name="新问题")
    entry = world.duban.register_entries("subjects")[-1]
    assert (entry["key"], entry["case"], entry["added_by"]) == ("n1", None, None)
    with pytest.raises(InvalidDefinition):
        deploy(world, FOLLOWING, PART, ABOVE)
    deploy(world, meant, PART, ABOVE)
    above = world.duban.start("above", unit="water-bureau", by="zhang", data={"names": ["x"]}).case
    below = str(world.duban.snapshot(above, by="zhang").children["one-x"]["id"])
    world.must(below, "begin", "zhang")
    world.must(below, "found", "zhang", key="n2")
    entry = world.duban.register_entries("subjects")[-1]
    assert (entry["key"], entry["case"], entry["added_by"]) == ("n2", None, None)
    world.sound()


def test_an_entry_does_not_name_whom_a_private_field_names(world: World) -> None:
    """Everybody may know of the case, but not who the informant in it is, who acted."""
    private = "private: {fields: [told_by], to: [team]}\nregisters:"
    secret = FOLLOWING.replace("registers:", private, 1).replace(
        "data:\n  key", "data:\n  told_by: {type: person, title: told by}\n  key"
    )
    deploy(world, secret, PART)
    case = world.duban.start("following", unit="water-bureau", by="zhang", data={"told_by": "zhang"}).case
    world.must(case, "begin", "zhang")
    world.must(case, "found", "zhang", key="n1")
    entry = world.duban.register_entries("subjects")[-1]
    assert (entry["key"], entry["case"], entry["added_by"]) == ("n1", case, None)


def test_a_hidden_case_that_an_entry_opens_leaves_no_event_in_the_case_that_follows(world: World) -> None:
    """For whoever may not know of it nothing happened, and the rest is numbered without a gap; of a mixture the others are told."""
    secret = PART.replace("states:", "confidential: {to: team}\nstates:", 1)
    deploy(world, FOLLOWING, secret)
    case = world.duban.start("following", unit="water-bureau", by="zhang").case
    world.must(case, "begin", "zhang")
    world.duban.add_to_register("subjects", "s3", by="wang", title="会议多")
    world.must(case, "go-on", "zhang")

    def told(case: str, by: str | None) -> list[tuple[int, str, object]]:
        return [(one.seq, one.kind, one.body.get("opened")) for one in world.duban.events(case, by=by)][2:]

    assert told(case, "wang") == [(3, "opened", ["each-s3"]), (4, "moved", None)]
    assert told(case, None) == [(3, "moved", None)]
    assert [one["kind"] for one in world.duban.history(case)] == ["started", "moved", "moved"]
    plain = (
        "      all: {each: register.subjects, as: subject, workflow: plain-part, later: true}\n      each:\n"
    )
    both = FOLLOWING.replace("      each:\n", plain, 1)
    deploy(world, both, secret, PART.replace("small-part", "plain-part"))
    case = world.duban.start("following", unit="water-bureau", by="zhang").case
    world.must(case, "begin", "zhang")
    world.duban.add_to_register("subjects", "s4", by="wang", title="文件多")
    assert told(case, "wang") == [(3, "opened", ["all-s4", "each-s4"])]
    assert told(case, None) == [(3, "opened", ["all-s4"])]
    world.sound()


def test_what_was_cut_off_after_an_entry_was_added_the_night_does(
    world: World, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looked again after the commit: the next night does, once; a second changes nothing, and later ones need not look."""
    monkeypatch.setattr(type(world.duban), "follow", lambda *_: None)
    world.duban.add_to_register("subjects", "s3", by="wang", title="会议多")
    assert "s3" not in children(world, case)
    world.duban.sweep()
    assert children(world, case) == "s1 s3 s9"
    record = world.duban.history(case)
    world.duban.sweep()
    assert world.duban.history(case) == record
    assert not_followed(world) == {"subjects": 4}
    world.advance("2 hours")
    world.duban.sweep()
    assert not_followed(world) == {}
    world.duban.retire_from_register("subjects", "s1", by="wang", note="停用")
    assert not_followed(world) == {"subjects": 5}
    world.sound()
    world.sql("DELETE FROM duban_register WHERE number > 3")
    assert [(one.code, one.seq) for one in world.duban.verify()[1]] == [("register-gap", 4)]


def test_an_entry_of_an_earlier_case_is_followed_up_by_when_it_was_recorded(world: World) -> None:
    """It was added long ago and written down just now: whoever read the register a moment before is found by a later night."""
    deploy(world, FOLLOWING, PART)
    world.advance("3 hours")
    steps = [
        {"do": "begin", "by": "zhang", "at": "2014-03-04"},
        {"do": "found", "by": "zhang", "at": "2014-03-05", "data": {"key": "n1"}},
    ]
    earlier = [
        {"workflow": "following", "unit": "water-bureau", "by": "zhang", "at": "2014-03-03", "steps": steps}
    ]
    read = read_earlier(json.dumps(earlier).encode(), "earlier.yaml")
    assert world.duban.import_cases(read.cases, by="zhao").ok
    assert world.duban.register_entries("subjects")[-1]["added_at"].startswith("2014-03-05")
    for left in ({"subjects": 4}, {}):
        world.duban.sweep()
        assert not_followed(world) == left
        world.advance("2 hours")
    world.sound()


def test_what_is_stored_is_answered_though_the_looking_after_it_fails(
    world: World, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deployment, an import of people and an entry are there and say so; what should follow, the night does."""

    def away(*_: object) -> None:
        raise Retryable(what="away")

    with monkeypatch.context() as patch:
        patch.setattr(type(world.duban), "follow", away)
        deploy(world, FOLLOWING.replace("s2: {zh", "s4: {zh: 检查, en: checks}, s2: {zh"), PART)
        world.duban.store_organisation(organisation())
        world.duban.add_to_register("subjects", "s3", by="wang", title="会议多")
    assert children(world, case) == "s1 s9"
    world.duban.sweep()
    assert children(world, case) == "s1 s3 s4 s9"


def test_a_register_that_two_workflows_declare_is_declared_alike(world: World) -> None:
    """Otherwise the second is not deployed, alone or with others; a longer stock is brought in, and both changed at once are taken."""
    deploy(world, FOLLOWING, PART)
    other = FOLLOWING.replace("workflow: following", "workflow: other")
    changed = [("zh: 专题目录", "zh: 题目"), ("{type: unit, title: lead}", "{type: text, title: lead}")]
    changed += [("levels: [county]", "levels: [city]"), ("values: {s1: {zh: 会风", "values: {s1: {zh: 会议")]
    for old, new in changed:
        with pytest.raises(Refused) as refused:
            deploy(world, other.replace(old, new), PART)
        (why,) = refused.value.refusals
        assert (why.code, why.values["other"]) == ("register-differs", "following")
        assert all(
            one in why.message(language) for one in ("other", "following") for language in ("zh", "en")
        )
        with pytest.raises(InvalidDefinition):
            deploy(world, FOLLOWING, other.replace(old, new), PART)
    assert {one.workflow for one in world.duban.versions()} == {"following", "small-part", PLAN, ITEM}
    longer = ("s9: {title: {zh: 旧专题, en: old subject}}", "s8: {title: {zh: 新专题, en: new subject}}")
    deploy(world, other.replace(*longer), PART)
    assert [one["key"] for one in world.duban.register_entries("subjects")] == ["s1", "s2", "s9", "s8"]
    renamed = [one.replace("zh: 专题目录", "zh: 题目") for one in (FOLLOWING, other)]
    with pytest.raises(Refused):
        deploy(world, renamed[0], PART)
    deploy(world, *renamed, PART)
    assert world.duban.registers()[0]["title"].zh == "题目"
    world.sound()


def test_what_an_entry_was_made_from_is_corrected_once_the_entry_is_retired(world: World, case: str) -> None:
    """Key, name and values stay with the entry while it stands; what says nothing to the register is corrected as ever."""
    world.must(case, "found", "zhang", key="n1", name="新问题", where=["city"])
    for wrong in ({"key": "n2"}, {"name": "老问题"}, {"where": ["county"]}, {"key": "n2", "quiet": True}):
        answer = world.duban.correct(case, wrong, by="zhang", note="笔误")
        (why,) = answer.refusals
        assert why.code == "register-made-from"
        assert "duban register retire subjects n1" in why.message("zh")
        assert "duban register retire subjects n1" in why.message("en")
    world.duban.correct(case, {"quiet": True}, by="zhang", note="笔误").unwrap()
    other = world.duban.start("following", unit="school-board", by="gao").case
    world.must(other, "begin", "gao")
    world.must(case, "found", "zhang", key="n2", where=["city"])
    # Both entries say so: the first was made from another key, and from what the case still says.
    assert world.refused(world.duban.correct(case, {"where": ["county"]}, by="zhang", note="笔误")) == [
        "register-made-from", "register-made-from",
    ]  # fmt: skip
    for key in ("n1", "n2"):
        world.duban.retire_from_register("subjects", key, by="wang", note="编号有误")
    world.duban.correct(case, {"key": "n3", "where": ["county"]}, by="zhang", note="笔误").unwrap()
    world.duban.add_to_register("subjects", "n3", by="wang", title="新问题", data={"levels": ["county"]})
    world.sound()


@pytest.mark.parametrize("first", ["silent", "named"])
def test_who_may_add_need_not_be_said_by_all_that_use_a_register(lite: World, first: str) -> None:
    """A workflow that does not say it is deployed beside one that does, in either order; those named there may, others may not."""
    declared = "    by: [supervisor, principal]\n"
    other = FOLLOWING.replace("workflow: following", "workflow: other")
    silent = other.replace(declared, "")
    for source in (silent, FOLLOWING) if first == "silent" else (FOLLOWING, silent):
        deploy(lite, source, PART)
    (register,) = lite.duban.registers()
    assert register["by"] == ["supervisor", "principal"]
    lite.duban.add_to_register("subjects", "s7", by="wang", title="牌子多")
    with pytest.raises(Refused) as refused:
        lite.duban.add_to_register("subjects", "s8", by="zhao", title="x")
    assert [one.code for one in refused.value.refusals] == ["not-authorized"]
    with pytest.raises(Refused) as refused:
        deploy(lite, other.replace(declared, "    by: campaign-office\n"), PART)
    assert [one.json("en")["values"]["what"] for one in refused.value.refusals] == [["by"]]


def test_a_register_says_who_may_add_and_retire(lite: World) -> None:
    """Holders of its posts, on the day; without any whoever may start a case of a workflow that uses it; the others are told who may."""
    declared = "    by: [supervisor, principal]\n"
    for number, (by, may, holders) in enumerate(
        (
            (declared, {"wang", "song", "zhang", "gao"}, {"wang", "song", "zhang", "gao"}),
            ("    by: campaign-office\n", {"zhao"}, {"zhao"}),
            ("", {"zhang", "gao"}, {"zhang", "gao"}),  # heads start such cases
            ("    by: any\n", {"wang", "song", "zhang", "gao", "zhao", "li", "luo"}, set()),
            ("    by: nobody-has-it\n", set(), set()),
        )
    ):
        deploy(lite, FOLLOWING.replace(declared, by), PART)
        for person in ("wang", "song", "zhang", "gao", "zhao", "li", "luo"):
            key = f"k{number}-{person}"
            if person in may:
                lite.duban.add_to_register("subjects", key, by=person, title=key)
                lite.duban.retire_from_register("subjects", key, by=person, note="停用")
                continue
            before = lite.dump()
            why = None
            for refused in (
                partial(lite.duban.add_to_register, "subjects", "s7", by=person, title="x"),
                partial(lite.duban.retire_from_register, "subjects", "s1", by=person, note="停用"),
            ):
                with pytest.raises(Refused) as caught:
                    refused()
                (why,) = caught.value.refusals
                assert why.code == "not-authorized"
                assert holders <= set(why.json("en")["values"]["holders"])
                assert all("{" not in why.message(one) for one in ("zh", "en"))
            assert lite.dump() == before
            assert why is not None
            assert "专题目录" in why.message("zh")


def test_what_will_not_do_is_refused_and_leaves_no_line(world: World, case: str) -> None:
    """An unknown register, person or field, a taken key, a value of another type: each is named, and nothing is written."""
    add = world.duban.add_to_register
    with pytest.raises(InvalidInput):
        add("nothing", "s3", by="wang", title="x")
    with pytest.raises(UnknownPerson):
        add("subjects", "s3", by="nobody", title="x")
    for key, data, code in (
        ("s1", {}, "register-taken"), ("一", {}, "register-key"), ("s3", {"colour": "red"}, "invalid-value"),
        ("s3", {"lead": "no-such-unit"}, "unknown-reference"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            add("subjects", key, by="wang", title="x", data=data)
        assert [one.code for one in refused.value.refusals] == [code]
        assert "{" not in refused.value.refusals[0].message("zh")
    for title in ("half \udcff", "x" * 200_001):
        with pytest.raises(Refused) as refused:
            add("subjects", "s3", by="wang", title=Text("x", title))
        assert [one.values["path"] for one in refused.value.refusals] == ["title"]
    assert [one["key"] for one in world.duban.register_entries("subjects")] == ["s1", "s2", "s9"]


def test_verify_finds_a_line_that_was_changed_and_one_that_is_gone(world: World, case: str) -> None:
    """Lines are sealed like events, and an event that added one is held against it."""
    world.must(case, "found", "zhang", key="n1", name="新问题")
    assert world.duban.verify()[1] == []
    with world.duban.engine.begin() as connection:
        connection.execute(
            text("update duban_register set body = replace(body, '会风', '会议') where number = 1")
        )
    assert [(one.case, one.code, one.seq) for one in world.duban.verify()[1]] == [
        ("register:subjects", "register-changed", 1)
    ]
    with world.duban.engine.begin() as connection:
        connection.execute(
            text("update duban_register set body = replace(body, '会议', '会风') where number = 1")
        )
        connection.execute(text("delete from duban_register where key = 'n1'"))
    assert [one.code for one in world.duban.verify()[1]] == ["register-entry"]


def test_of_those_who_add_the_same_entry_at_once_one_does(world: World, case: str) -> None:
    """Eight at a time, on two keys: each key has one entry, the others are told, and the lines follow one another."""

    def add(number: int) -> str:
        try:
            world.duban.add_to_register("subjects", f"k{number % 2}", by="wang", title=str(number))
        except Refused as refused:
            return refused.refusals[0].code
        return "added"

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(add, range(8)))
    assert answers == {"added": 2, "register-taken": 6}
    assert children(world, case) == "k0 k1 s1 s9"
    world.sound()


def test_a_matrix_shows_what_an_added_entry_lacks_at_once(world: World, case: str, tmp_path: Path) -> None:
    """Its columns are the entries; a unit of which one is expected and that has no case is a gap, a retired one is none."""
    file = tmp_path / "reports.yaml"
    file.write_text(MATRIX, "utf-8")
    world.duban.add_to_register("subjects", "s3", by="wang", title="会议多", data={"levels": ["city"]})
    world.duban.retire_from_register("subjects", "s9", by="wang", note="并入他题")

    def gaps() -> dict[str, set[tuple[str, str]]]:
        found = world.duban.report(file, "subjects")
        assert [one["id"] for one in found["columns"]] == ["s1", "s2", "s9", "s3"]
        return {kind: {(one["unit"], one["value"]) for one in held} for kind, held in found["gaps"].items()}

    ours = {("water-bureau", "s1"), ("water-bureau", "s3"), ("water-bureau", "s9")}
    missing = {(unit, value) for unit in ("school-board", "empty-bureau") for value in ("s1", "s3")}
    assert gaps() == {"missing": missing, "lacking": ours}
    world.must(world.duban.snapshot(case).children["each-s3"]["id"], "do", "li")
    assert gaps()["lacking"] == ours - {("water-bureau", "s3")}


ABOVE = """
workflow: above
title: above
roles:
  head: {title: head, post: principal, of: unit}
confidential: {to: [head]}
start: {by: [head]}
data:
  names: {type: set, of: text, title: names}
states:
  open:
    title: open
    branches: {one: {each: names, as: name, workflow: following}}
    actions:
      end: {title: end, by: head, when: one.open == 0, to: done}
  done: {title: done, final: success}
"""

MATRIX = """
reports:
  subjects:
    title: subjects
    kind: matrix
    workflow: small-part
    across: subject
    values: register.subjects
    applies: unit.rank == "正处级" && (!has(entry.levels) || unit.level in entry.levels)
    cells:
      open: {title: open, that: case.state == "open", lacking: true}
      done: {title: done}
"""
