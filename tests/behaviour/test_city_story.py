"""The story of a whole city, in its small size: it comes out the same again, and the record bears out what is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duban.adapters.play import stage
from duban.adapters.play.chance import Chance
from duban.adapters.play.stage import read_story
from duban.engine.app import Duban
from duban.engine.core.definition import Definition
from duban.engine.dsl import compiler
from duban.engine.dsl.compiler import Compiled
from duban.workflows import CAMPAIGN
from support.campaign import files
from support.postgres import Cluster
from support.terminal import Terminal

STORY = read_story(CAMPAIGN / "data" / "demo-city.yaml")


@pytest.fixture(scope="module")
def played(
    tmp_path_factory: pytest.TempPathFactory, postgres_cluster: Cluster
) -> Iterator[dict[str, tuple[str, dict[str, Any]]]]:
    """The story played once on each kind of database: its URL, and what the command answered."""
    file = tmp_path_factory.mktemp("city") / "city.db"
    with postgres_cluster.database() as server:
        urls = {"sqlite": f"sqlite:///{file}", "postgres": server}
        answers = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(compiler, "check_paths", _compiled_once)
            patch.setattr(stage, "read_story", lambda file: STORY)
            for kind, url in urls.items():
                ran = Terminal(None).run("demo", "--campaign", "--small", "--json", "--db", url)
                assert (ran.code, ran.err) == (0, ""), ran.out[:1000] + ran.out[-2000:]
                answers[kind] = url, json.loads(ran.out)
        yield answers


def _compiled_once(paths: list[Path], shipped: Path, *, deployed: dict[str, Definition]) -> list[Compiled]:
    """The campaign's files as other tests have compiled them: reading them twice more tells nothing."""
    assert (paths, deployed) == ([CAMPAIGN], {})
    return list(files().values())


def test_the_same_seed_gives_the_same_record_on_either_database(
    played: dict[str, tuple[str, dict[str, Any]]],
) -> None:
    """Ids, recorded times and draws come from the rehearsal clock and the seed: two plays have one digest."""
    (_, lite), (_, server) = played.values()
    assert lite["digest"] == server["digest"]
    same = ("cases", "events", "steps", "claims", "shown", "size", "seed")
    assert {name: lite[name] for name in same} == {name: server[name] for name in same}
    assert lite["events"] > 1000


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_the_story_tells_is_in_the_record(
    kind: str, played: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    """Every case verifies, and each of the named events has a case that bears it out."""
    url, answer = played[kind]
    checked = Terminal(None).run("verify", "--digest", "--json", "--db", url).json
    assert checked == {"checked": answer["cases"], "ok": True, "flaws": [], "digest": answer["digest"]}
    assert len(answer["claims"]) == len(STORY["claims"])
    assert [one["title"] for one in answer["claims"] if not one["ok"]] == []


def test_a_claim_that_nothing_bears_out_is_told_as_one(played: dict[str, tuple[str, dict[str, Any]]]) -> None:
    """The look at the record is no blind one: an order of events that did not happen finds no case."""
    from duban.adapters.play.claims import look_up

    duban = Duban(played["sqlite"][0])
    try:
        told = {"title": {"zh": "无", "en": "none"}, "workflow": "acceptance"}
        never, once = look_up(
            duban,
            [
                {**told, "events": [{"action": "pass"}, {"action": "fail"}]},
                {**told, "events": [{"action": "fail"}, {"action": "pass"}]},
            ],
        )
        assert (never.ok, once.ok) == (False, True)
    finally:
        duban.close()


def test_what_is_confidential_is_claimed_and_still_shown_to_nobody_in_particular(
    played: dict[str, tuple[str, dict[str, Any]]],
) -> None:
    """The story looks claims up as a trusted host; who asks the database afterwards, by no name, finds no such case."""
    url, answer = played["sqlite"]
    secret = {"clue-case", "accountability"}
    claimed = [
        one for told, one in zip(STORY["claims"], answer["claims"], strict=True) if told["workflow"] in secret
    ]
    assert [one["ok"] for one in claimed] == [True] * 3
    duban = Duban(url)
    try:
        assert [one for workflow in secret for one in duban.list_cases(workflow=workflow)] == []
    finally:
        duban.close()


def test_a_digest_tells_a_record_from_another(played: dict[str, tuple[str, dict[str, Any]]]) -> None:
    """One event more, and the digest of the record is another; that of a case nobody touched stays."""
    url, answer = played["sqlite"]
    duban = Duban(url)
    try:
        issue, other = [one for one in duban.list_cases(workflow="people-issue") if one["status"] == "open"][
            :2
        ]
        before = duban.digest(issue["case"]), duban.digest(other["case"])
        duban.urge(issue["case"], "请抓紧", by=f"{issue['unit']}-principal").unwrap()
        assert duban.digest() != answer["digest"]
        assert duban.digest(issue["case"]) != before[0]
        assert duban.digest(other["case"]) == before[1]
    finally:
        duban.close()


def test_the_demo_plays_on_a_new_database_only(played: dict[str, tuple[str, dict[str, Any]]]) -> None:
    """A database with something in it is left alone."""
    ran = Terminal(None).run("demo", "--campaign", "--small", "--json", "--db", played["sqlite"][0])
    assert (ran.code, json.loads(ran.out)["error"]) == (2, "input")
    alone = Terminal(None).run("demo", "--small", "--json")
    assert (alone.code, json.loads(alone.out)["error"]) == (2, "usage")


def test_the_whole_city_has_the_size_that_was_asked_for() -> None:
    """Three counties, twelve city units, twenty townships, sixty villages, 150 leading cadres, 3,000 opinions, 1,500 items."""
    full = STORY["sizes"]["full"]
    assert [full[one] for one in ("counties", "bureaus", "townships", "villages", "issues")] == [
        3,
        12,
        20,
        60,
        3000,
    ]
    cadres = sum(
        full[place] * (1 + full[members])
        for place, members in (
            ("counties", "county-members"), ("bureaus", "bureau-members"), ("townships", "township-members"),
        )
    )  # fmt: skip
    assert cadres == 150
    units = full["counties"] + full["bureaus"] + full["townships"]
    assert (
        units * full["plan-rows"] + cadres * full["own-rows"] + full["villages"] * full["list-rows"] == 1500
    )
    campaign = files()["unit-campaign"].definition
    assert campaign is not None
    (topics,) = campaign.registers
    named = {one.key for one in topics.stock}
    assert (len(named), named & {*STORY["lists"]["brought-in"]}) == (11 + 8, set())
    assert {*STORY["lists"]["eleven"]} < named


def test_chance_is_the_same_everywhere() -> None:
    """What a seed gives is written down here: another machine or version of Python must give it too."""
    chance = Chance(2014, "a", 1)
    assert [chance.below(1000) for _ in range(4)] == [782, 698, 470, 733]
    assert Chance(2014, "a").shuffled(list(range(6))) == [5, 1, 3, 4, 0, 2]
    assert Chance(2014, "a", 1).weighted({"x": 0, "y": 3}) == "y"
