"""Organisations as values: days, ranks, and every problem that can be found in one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.organisation import (
    LONGEST_ID,
    RANKS,
    Delegation,
    Known,
    Organisation,
    Person,
    Post,
    Problem,
    Unit,
    holds,
    problems,
    rank_order,
)
from duban.engine.core.organisation_words import WORDS

CITY = Unit("city", "市委", level="city")
BUREAU = Unit("bureau", "市水务局", parent="city")
ZHANG = Person("zhang", "张一", rank="正处级")
LI = Person("li", "李二")
AUGUST = (date(2014, 8, 1), date(2014, 8, 31))


def found(organisation: Organisation, known: Known | None = None) -> list[tuple[str, str, int, str]]:
    """Code, table, row and attribute of every problem."""
    return [(one.code, one.table, one.row, one.field) for one in problems(organisation, known)]


def with_posts(*posts: Post) -> Organisation:
    """Two units, two people and these posts."""
    return Organisation((CITY, BUREAU), (ZHANG, LI), posts)


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2014, 7, 31), False),
        (date(2014, 8, 1), True),
        (date(2014, 8, 31), True),
        (date(2014, 9, 1), False),
    ],
)
def test_first_and_last_day_are_included(day: date, held: bool) -> None:
    """A post is held, and a delegation covers, on its first and on its last day, and on no day outside."""
    assert holds(Post("zhang", "principal", "bureau", *AUGUST), day) is held
    assert Delegation("zhang", "li", (), *AUGUST).covers("plan", day) is held


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_an_open_end_holds_for_ever(day: date, since: date | None, until: date | None) -> None:
    """Without `since` a post has always been held, without `until` it is held from then on."""
    expected = (since is None or day >= since) and (until is None or day <= until)
    assert holds(Post("zhang", "staff", "bureau", since, until), day) is expected


def test_a_delegation_names_its_workflows() -> None:
    """A delegation without workflows covers all; with workflows it covers only these."""
    day = date(2014, 8, 1)
    assert Delegation("zhang", "li").covers("any-workflow", day)
    assert Delegation("zhang", "li", ("plan",)).covers("plan", day)
    assert not Delegation("zhang", "li", ("plan",)).covers("item", day)


def test_posts_on_a_day() -> None:
    """An organisation tells the posts held on a day, in its order."""
    old = Post("zhang", "principal", "bureau", None, date(2014, 8, 31))
    new = Post("li", "principal", "bureau", date(2014, 9, 1))
    organisation = with_posts(old, new)
    assert organisation.posts_on(date(2014, 8, 31)) == (old,)
    assert organisation.posts_on(date(2014, 9, 1)) == (new,)


def test_ranks_ascend() -> None:
    """Ranks are ordered from 科员 to 正厅级, and another word has no order."""
    assert [rank_order(one) for one in RANKS] == list(range(7))
    assert rank_order("处级") is None
    assert rank_order(None) is None


def test_a_sound_organisation_has_no_problems() -> None:
    """Units in a tree, people, posts that follow each other and a delegation are all in order."""
    organisation = Organisation(
        (CITY, BUREAU, Unit("team", "第三督导组", supervised_by="city")),
        (ZHANG, LI),
        (
            Post("zhang", "principal", "bureau", None, date(2014, 8, 31)),
            Post("li", "principal", "bureau", date(2014, 9, 1)),
            Post("li", "staff", "bureau", None, date(2014, 9, 30)),
        ),
        (Delegation("zhang", "li", ("rectification-plan",), *AUGUST),),
    )
    assert problems(organisation) == ()


BROKEN: dict[str, tuple[Organisation, list[tuple[str, str, int, str]]]] = {
    "missing": (
        Organisation((Unit("", ""),), (Person("a", " "),), (Post("", "", ""),), (Delegation("", ""),)),
        [
            ("missing", "units", 0, "id"),
            ("missing", "units", 0, "title"),
            ("missing", "people", 0, "name"),
            ("missing", "posts", 0, "person"),
            ("missing", "posts", 0, "post"),
            ("missing", "posts", 0, "unit"),
            ("missing", "delegations", 0, "from_person"),
            ("missing", "delegations", 0, "to_person"),
        ],
    ),
    "bad-id": (
        Organisation(
            (Unit("a b", "甲"), Unit("a\u200b", "乙", category=("K2", "K、3")), Unit("x" * 101, "丙"))
        ),
        [
            ("bad-id", "units", 0, "id"),
            ("bad-id", "units", 1, "id"),
            ("bad-id", "units", 1, "category"),
            ("bad-id", "units", 2, "id"),
        ],
    ),
    "bad-workflow-id": (
        Organisation((), (ZHANG, LI), (), (Delegation("zhang", "li", ("plan", "全部")),)),
        [("bad-workflow-id", "delegations", 0, "workflows")],
    ),
    "reserved": (
        Organisation((CITY,), (Person("system", "系统"),), (Post("system", "any", "city"),)),
        [("reserved", "people", 0, "id"), ("reserved", "posts", 0, "post")],
    ),
    "too-long": (
        Organisation((Unit("a", "甲" * 501, level="x" * 101),), (Person("b", "乙" * 501, rank="科" * 101),)),
        [
            ("too-long", "units", 0, "title"),
            ("too-long", "units", 0, "level"),
            ("too-long", "people", 0, "name"),
            ("too-long", "people", 0, "rank"),
            ("unknown-rank", "people", 0, "rank"),
        ],
    ),
    "bad-characters": (
        Organisation((Unit("a", "水务\ufffd"),), (Person("b", "张\x00一"), Person("c", "两\n行"))),
        [("bad-characters", "units", 0, "title"), ("bad-characters", "people", 0, "name")],
    ),
    "duplicate-id": (
        Organisation((CITY, BUREAU, CITY), (ZHANG, ZHANG)),
        [("duplicate-id", "units", 2, "id"), ("duplicate-id", "people", 1, "id")],
    ),
    "duplicate-post": (
        with_posts(Post("zhang", "staff", "city"), Post("zhang", "staff", "city", None, date(2014, 1, 1))),
        [("duplicate-post", "posts", 1, "since")],
    ),
    "overlapping-post": (
        with_posts(
            Post("zhang", "staff", "city", date(2014, 8, 31)),
            Post("zhang", "staff", "city", date(2013, 1, 1), date(2014, 8, 31)),
            Post("li", "staff", "city"),
        ),
        [("overlapping-post", "posts", 1, "since")],
    ),
    "two-principals": (
        with_posts(
            Post("zhang", "principal", "city", None, date(2014, 8, 31)),
            Post("li", "principal", "city", date(2014, 8, 31)),
        ),
        [("two-principals", "posts", 1, "person")],
    ),
    "duplicate-delegation": (
        Organisation(
            (),
            (ZHANG, LI),
            (),
            (Delegation("zhang", "li", ("a", "b")), Delegation("zhang", "li", ("b", "a"), None, AUGUST[1])),
        ),
        [("duplicate-delegation", "delegations", 1, "to_person")],
    ),
    "unknown-unit": (
        Organisation(
            (Unit("a", "甲", parent="b", supervised_by="c"),), (ZHANG,), (Post("zhang", "staff", "d"),)
        ),
        [
            ("unknown-unit", "units", 0, "parent"),
            ("unknown-unit", "units", 0, "supervised_by"),
            ("unknown-unit", "posts", 0, "unit"),
        ],
    ),
    "unknown-person": (
        Organisation((CITY,), (), (Post("wang", "staff", "city"),), (Delegation("zhao", "qian"),)),
        [
            ("unknown-person", "posts", 0, "person"),
            ("unknown-person", "delegations", 0, "from_person"),
            ("unknown-person", "delegations", 0, "to_person"),
        ],
    ),
    "unknown-rank": (
        Organisation((Unit("a", "甲", rank="处级"),), (Person("b", "乙", rank="局长"),)),
        [("unknown-rank", "units", 0, "rank"), ("unknown-rank", "people", 0, "rank")],
    ),
    "circle": (
        Organisation(
            (
                Unit("x", "在环下", parent="b"),
                Unit("b", "乙", parent="c"),
                Unit("c", "丙", parent="b"),
                Unit("d", "丁", parent="d"),
            )
        ),
        [("circle", "units", 1, "parent"), ("circle", "units", 3, "parent")],
    ),
    "supervises-itself": (
        Organisation((Unit("a", "甲", supervised_by="a"),)),
        [("supervises-itself", "units", 0, "supervised_by")],
    ),
    "ends-before-start": (
        Organisation(
            (CITY,),
            (ZHANG, LI),
            (Post("zhang", "staff", "city", AUGUST[1], AUGUST[0]),),
            (Delegation("zhang", "li", (), AUGUST[1], AUGUST[0]),),
        ),
        [("ends-before-start", "posts", 0, "until"), ("ends-before-start", "delegations", 0, "until")],
    ),
    "self-delegation": (
        Organisation((), (ZHANG,), (), (Delegation("zhang", "zhang"),)),
        [("self-delegation", "delegations", 0, "to_person")],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_every_problem_is_found_at_its_place(name: str) -> None:
    """Each kind of problem is found in the right table, row and attribute, and nothing else is."""
    organisation, expected = BROKEN[name]
    assert found(organisation) == expected
    assert any(code == name for code, *_ in expected)


def test_every_code_has_an_example() -> None:
    """No code of a problem is without an example above."""
    assert set(BROKEN) == set(WORDS)


@pytest.mark.parametrize("name", BROKEN)
def test_words_have_all_their_values(name: str) -> None:
    """The sentence and the way out of each problem leave no place unfilled, in both languages."""
    for one in problems(BROKEN[name][0]):
        for words in (one.message, one.hint):
            for said in (words.say("zh", one.values), words.say("en", one.values)):
                assert said
                assert "{" not in said


def test_what_is_known_may_be_named() -> None:
    """Units and people the directory holds already need not be in the file."""
    organisation = Organisation(
        (Unit("a", "甲", parent="city"),), (), (Post("zhang", "staff", "city"),), (Delegation("zhang", "li"),)
    )
    assert found(organisation, Known(frozenset({"city"}), frozenset({"zhang", "li"}))) == []


def test_a_circle_through_known_units() -> None:
    """A circle is found where it closes through units that are only in the directory, once."""
    known = Known(frozenset({"a", "b", "c"}), parents={"b": "a", "c": "b"})
    (problem,) = problems(Organisation((Unit("a", "甲", parent="c"),)), known)
    assert problem.values["circle"] == "a → c → b → a"


def test_the_file_replaces_known_parents() -> None:
    """A unit moved by the file is judged by its new parent, not by the one the directory holds."""
    known = Known(frozenset({"a", "b"}), parents={"a": "b"})
    assert found(Organisation((Unit("a", "甲"), Unit("b", "乙", parent="a"))), known) == []


def test_a_circle_that_is_known_already_is_not_the_files_fault() -> None:
    """A circle among units that the file does not hold is not told."""
    known = Known(frozenset({"a", "b", "c"}), parents={"a": "b", "b": "a"})
    assert found(Organisation((Unit("c", "丙", parent="a"),)), known) == []


def test_the_nearest_id_is_offered() -> None:
    """A mistyped id is answered with the nearest one."""
    (problem,) = problems(with_posts(Post("zhnag", "staff", "city")))
    assert problem.hint.say("en", problem.values) == "did you mean 'zhang'?"


def test_a_clash_names_the_earlier_row() -> None:
    """A duplicate tells the row it repeats."""
    (problem,) = problems(Organisation((CITY, BUREAU, CITY)))
    assert (problem.row, problem.first) == (2, 0)
    assert problem.message.say("en", problem.values) == "the id 'city' is used twice; the first is at units 1"


def test_many_wrong_references_stay_quick_to_check() -> None:
    """Ten thousand posts of unknown people are all found; only the first fifty are compared with all ids."""
    people = tuple(Person(f"p{one}", "某") for one in range(2000))
    posts = tuple(Post(f"q{one}", "staff", "city") for one in range(10_000))
    told = problems(Organisation((CITY,), people, posts))
    assert len(told) == 10_000
    assert sum("nearest" in one.values for one in told) <= 50


SPANS = st.tuples(st.none() | st.integers(0, 20), st.none() | st.integers(0, 20))


@given(st.lists(SPANS, max_size=6))
def test_overlaps_are_those_of_days(spans: list[tuple[int | None, int | None]]) -> None:
    """Rows of one post are told to clash exactly when some day is held by two of them."""
    start = date(2014, 1, 1)
    days = [[None if one is None else start + timedelta(days=one) for one in span] for span in spans]
    posts = tuple(Post("zhang", "staff", "city", *span) for span in days)
    posts = tuple(one for one in posts if one.since is None or one.until is None or one.since <= one.until)
    clash = any(sum(holds(one, start + timedelta(days=day)) for one in posts) > 1 for day in range(-1, 22))
    told: tuple[Problem, ...] = problems(with_posts(*posts))
    assert bool(told) is clash
    assert {one.code for one in told} <= {"duplicate-post", "overlapping-post"}


def test_longest_ids_are_allowed() -> None:
    """An id may have as many characters as the limit says."""
    assert found(Organisation((Unit("x" * LONGEST_ID, "甲"),))) == []
