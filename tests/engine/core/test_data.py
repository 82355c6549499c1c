"""What people fill in: values of the declared types, or a refusal with the place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core import canonical
from duban.engine.core.data import accept, empty, judge_note, references, storable
from duban.engine.core.definition import Definition
from support.small import compiled

SOURCE = """
workflow: every-type
title: every type
roles: {anybody: {title: anybody, post: any}}
types:
  enumerations: {colour: {title: colour, values: {red: {zh: 红, en: red}, blue: {zh: 蓝, en: blue}}}}
  records:
    row: {title: row, key: no, fields: {no: {type: integer, title: no}, who: {type: person, title: who, optional: true},
          shade: {type: colour, title: shade, optional: true}}}
data:
  word:    {type: text, title: word}
  whole:   {type: integer, title: whole}
  number:  {type: number, title: number}
  yes:     {type: bool, title: yes}
  day:     {type: date, title: day}
  until:   {type: deadline, title: until}
  who:     {type: person, title: who}
  where:   {type: unit, title: where}
  proof:   {type: evidence, title: proof}
  shade:   {type: colour, title: shade}
  shades:  {type: set, of: colour, title: shades}
  wholes:  {type: set, of: integer, title: wholes}
  words:   {type: list, of: text, title: words}
  proofs:  {type: list, of: evidence, title: proofs}
  people:  {type: list, of: person, title: people}
  rows:    {type: list, of: row, title: rows}
states:
  one: {title: one, actions: {go: {title: go, by: anybody, to: two}}}
  two: {title: two, final: success}
"""
GOOD: list[tuple[str, Any, Any]] = [
    ("word", "字", "字"), ("word", 5, "5"), ("word", Decimal("1.50"), "1.50"),
    ("whole", 7, 7), ("whole", "-7", -7), ("whole", "007", 7),
    ("number", 0.85, "0.85"), ("number", "1.50", "1.5"), ("number", 3, "3"), ("number", "1E+3", "1000"),
    ("number", Decimal("-0.0"), "0"), ("number", "-0", "0"),
    ("yes", True, True), ("yes", "是", True), ("yes", "false", False),
    ("day", "2014-09-30", "2014-09-30"), ("day", date(2014, 9, 30), "2014-09-30"),
    ("until", "2014-09-30", "2014-09-30"), ("until", "30个工作日", "30个工作日"), ("until", "2 months", "2 months"),
    ("proof", "照片", "照片"), ("proof", {"title": "照片", "ref": None}, {"title": "照片"}),
    ("proof", {"title": "甲", "sha256": "0" * 64}, {"title": "甲", "sha256": "0" * 64}),
    ("shade", "red", "red"), ("shades", ["red", "blue", "red"], ["blue", "red"]), ("shades", "red、blue", ["blue", "red"]),
    ("wholes", [10, 9, "9"], [9, 10]), ("words", ["b", "a", "b"], ["b", "a", "b"]), ("words", "a,b", ["a", "b"]),
    ("rows", [{"no": "2", "shade": None}, {"no": 1, "who": "li"}], [{"no": 2}, {"no": 1, "who": "li"}]),
    ("rows", [], []), ("word", None, None),
]  # fmt: skip
BAD: list[tuple[str, Any, str]] = [
    ("word", True, "word"), ("word", 1.5, "word"), ("word", ["a"], "word"), ("word", {"a": 1}, "word"),
    ("word", "\x00", "word"), ("word", "\ud800", "word"), ("word", "x" * 200_001, "word"),
    ("whole", 1.5, "whole"), ("whole", True, "whole"), ("whole", "1.5", "whole"), ("whole", 10**30, "whole"),
    ("whole", "9" * 5000, "whole"), ("whole", [], "whole"),
    ("number", "NaN", "number"), ("number", float("inf"), "number"), ("number", True, "number"), ("number", "x", "number"),
    ("number", "1e-200000", "number"), ("number", 10**30, "number"), ("number", {}, "number"),
    ("number", [0, [1, 2], 3], "number"), ("number", (1, (2,), 0), "number"),
    ("yes", 1, "yes"), ("yes", "perhaps", "yes"), ("yes", [], "yes"), ("yes", {}, "yes"),
    ("day", "30.9.2014", "day"), ("day", 20140930, "day"), ("day", "2014-02-30", "day"), ("day", [], "day"),
    ("until", "5天", "until"), ("until", "5", "until"), ("until", 5, "until"), ("until", {}, "until"), ("until", "", "until"),
    ("proof", {"ref": "x"}, "proof"), ("proof", {"title": "x", "colour": "y"}, "proof"), ("proof", [], "proof"),
    ("proof", {"title": "x", "sha256": "X"}, "proof.sha256"), ("proof", {"title": ["x"]}, "proof.title"),
    ("shade", "green", "shade"), ("shade", ["red"], "shade"), ("shades", ["green"], "shades[1]"), ("shades", 5, "shades"),
    ("shades", {"red": 1}, "shades"), ("wholes", ["x"], "wholes[1]"), ("words", [["a"]], "words[1]"),
    ("who", ["li"], "who"), ("people", ["li", 5.5], "people[2]"),
    ("rows", [{"who": "li"}], "rows[1].no"), ("rows", [{"no": 1, "colour": 2}], "rows[1].colour"),
    ("rows", [{"no": 1}, {"no": "1"}], "rows[2].no"), ("rows", ["x"], "rows[1]"), ("rows", "x", "rows[1]"),
    ("rows", {"no": 1}, "rows"), ("rows", [{"no": 1, "shade": "green"}], "rows[1].shade"), ("rows", [None], "rows[1]"),
]  # fmt: skip


@pytest.fixture(scope="module")
def definition() -> Definition:
    """A workflow with a field of every type."""
    return compiled(SOURCE)


@pytest.mark.parametrize(("name", "given", "kept"), GOOD, ids=range(len(GOOD)))
def test_a_good_value_becomes_its_stored_form(
    definition: Definition, name: str, given: Any, kept: Any
) -> None:
    """Dates are ISO text, numbers decimal text, sets sorted; reading the stored form again changes nothing."""
    assert accept(definition, {name: given}) == ({name: kept}, [])
    assert accept(definition, {name: kept}) == ({name: kept}, [])
    canonical.dumps(kept)


@pytest.mark.parametrize(("name", "given", "path"), BAD, ids=range(len(BAD)))
def test_a_bad_value_is_refused_with_its_place(
    definition: Definition, name: str, given: Any, path: str
) -> None:
    """The refusal names the very place and says what is expected, in both languages."""
    values, refusals = accept(definition, {name: given})
    assert values == {}
    assert [(one.code, one.values["path"]) for one in refusals] == [("invalid-value", path)]
    for language in ("zh", "en"):
        told = refusals[0].json("zh" if language == "zh" else "en")
        assert path in told["message"]
        assert len(told["message"]) < 2_000


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.decimals()
    | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "word", "whole", "number", "yes", "day", "until", "who", "where", "proof", "shade", "shades", "wholes", "words",
    "proofs", "people", "rows", "nothing",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), anything, max_size=3))
def test_whatever_is_filled_in_is_kept_or_refused(definition: Definition, data: dict[str, Any]) -> None:
    """No value, however odd, raises; what is accepted can be stored, and accepted again as it is."""
    values, refusals = accept(definition, data)
    kept = {name: value for name, value in values.items() if definition.field(name) is not None}
    assert accept(definition, kept) == (kept, [])
    canonical.dumps(kept).encode()
    list(references(definition, kept))
    for one in refusals:
        one.message("zh")


def test_everybody_named_is_found(definition: Definition) -> None:
    """People and units are found in fields, lists and records, each with its place."""
    data = {
        "who": "li",
        "where": "team-3",
        "people": ["he", "wu"],
        "rows": [{"no": 1}, {"no": 2, "who": "sun"}],
    }
    values, _ = accept(definition, data)
    assert list(references(definition, values)) == [
        ("person", "who", "li"), ("unit", "where", "team-3"), ("person", "people[1]", "he"),
        ("person", "people[2]", "wu"), ("person", "rows[2].who", "sun"),
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "is_empty"), [
    (None, True), ("", True), ([], True), ({}, True), (0, False), (False, False), ("x", False), ([0], False),
])  # fmt: skip
def test_what_counts_as_not_filled_in(value: Any, is_empty: bool) -> None:
    """Zero and no are answers; an empty text or list is none."""
    assert empty(value) == is_empty


@given(st.text())
def test_what_is_storable_can_be_encoded(text: str) -> None:
    """A storable text has bytes, and no NUL among them."""
    if storable(text):
        assert b"\x00" not in text.encode()


def test_a_note_is_any_text() -> None:
    """A note may be left out; a text that cannot be kept is refused."""
    assert judge_note(None) == judge_note("说明") == []
    assert [one.values["path"] for one in judge_note("\ud800")] == ["note"]


def test_a_choice_may_be_given_by_its_title_and_is_kept_by_its_id() -> None:
    """Either title stands for the one choice that bears it; a title that two bear, or none, is refused and all are told."""
    choices = "a: {zh: 甲, en: first}, b: {zh: a, en: second}, c: {zh: 同, en: same}, d: {zh: 同, en: other}"
    source = SOURCE.replace("red: {zh: 红, en: red}, blue: {zh: 蓝, en: blue}", choices)
    definition = compiled(source)
    for given_, kept in (("甲", "a"), ("first", "a"), ("a", "a"), ("second", "b"), ("other", "d")):
        assert accept(definition, {"shade": given_}) == ({"shade": kept}, [])
    for given_ in ("同", "乙"):
        _, (refusal,) = accept(definition, {"shade": given_})
        assert "甲（a）" in refusal.message("zh")
        assert "'shade' (shade)" in refusal.message("en")
        assert "a (first)" in refusal.message("en")
