"""What differs between two documents: laws over any two, and the cases that a reader meets."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.canonical import dumps
from duban.engine.core.definition import Definition
from duban.engine.core.differences import Change, Difference, differences
from duban.engine.core.fields import Field, FieldType, Record
from duban.engine.core.text import Text

_T = Text("t", "t")
_TEXT, _WHOLE = FieldType("text"), FieldType("integer")
_STEP = Record("step", _T, (Field("id", _TEXT, _T), Field("what", _TEXT, _T)), key="id")
_ROW = Record(
    "row",
    _T,
    (
        Field("no", _WHOLE, _T),
        Field("says", _TEXT, _T, optional=True),
        Field("steps", FieldType("list", of=FieldType("record", "step")), _T, optional=True),
    ),
    key="no",
)
_PAIR = Record("pair", _T, (Field("a", _TEXT, _T), Field("b", _TEXT, _T)))
FIELDS = (
    Field("text", _TEXT, _T),
    Field("flag", FieldType("bool"), _T),
    Field("number", _WHOLE, _T),
    Field("tags", FieldType("set", of=_TEXT), _T),
    Field("words", FieldType("list", of=_TEXT), _T),
    Field("rows", FieldType("list", of=FieldType("record", "row")), _T),
    Field("pairs", FieldType("list", of=FieldType("record", "pair")), _T),
    Field("proof", FieldType("evidence"), _T),
)
DEFINITION = Definition("d", _T, (), FIELDS, (), records=(_ROW, _STEP, _PAIR))
NAMES = tuple(one.name for one in FIELDS)

_word = st.sampled_from(["a", "b", "c", "a (2)"])


def _keyed(
    key: str, keys: st.SearchStrategy[Any], **columns: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    row = st.fixed_dictionaries({key: keys}, optional=columns)
    return st.lists(row, max_size=4, unique_by=lambda one: str(one[key]))


_steps = st.lists(
    st.fixed_dictionaries({"id": _word, "what": _word}), max_size=3, unique_by=lambda one: str(one["id"])
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "text": _word,
        "flag": st.booleans(),
        "number": st.integers(0, 2),
        "tags": st.sets(_word).map(sorted),
        "words": st.lists(_word, max_size=4),
        "rows": _keyed("no", st.integers(1, 4), says=_word, steps=_steps),
        "pairs": st.lists(st.fixed_dictionaries({"a": _word, "b": _word}), max_size=3),
        "proof": st.one_of(_word, st.fixed_dictionaries({"title": _word, "ref": _word})),
    },
)


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """What differs."""
    return differences(DEFINITION, NAMES, old, new)


@given(documents, documents)
def test_nothing_differs_exactly_where_both_say_the_same(old: dict[str, Any], new: dict[str, Any]) -> None:
    """No difference is missed and none is made up; 1 and true are not the same."""
    same = old == new and old.get("flag") is new.get("flag")
    assert (compare(old, new) == []) is same


_TURNED: dict[Change, Change] = {
    "added": "removed",
    "removed": "added",
    "changed": "changed",
    "moved": "moved",
}


@given(documents, documents)
def test_looked_at_from_the_other_side_it_is_turned_round(old: dict[str, Any], new: dict[str, Any]) -> None:
    """What was added is what has been removed, old and new change places, and nothing else is told."""

    def told(found: list[Difference], *, turned: bool = False) -> list[str]:
        if turned:
            found = [Difference(one.path, _TURNED[one.change], one.new, one.old) for one in found]
        return sorted(map(repr, found))

    assert told(compare(old, new)) == told(compare(new, old), turned=True)


@given(documents, documents)
def test_every_field_named_differs_and_every_one_that_differs_is_named(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    """The fields of the differences are the fields that differ, in the order of the document."""
    named = list(dict.fromkeys(one.path[0] for one in compare(old, new)))
    assert named == [name for name in NAMES if dumps(old.get(name)) != dumps(new.get(name))]


def test_a_record_is_known_by_its_key_however_deep() -> None:
    """A row that moved and changed inside is told as that, not as one gone and one come."""
    old = {"rows": [{"no": 1, "says": "x"}, {"no": 2, "steps": [{"id": "s", "what": "a"}]}]}
    new = {"rows": [{"no": 2, "steps": [{"id": "s", "what": "b"}, {"id": "t", "what": "c"}]}, {"no": 1}]}
    assert compare(old, new) == [
        Difference(("rows", "2", "steps", "s", "what"), "changed", "a", "b"),
        Difference(("rows", "2", "steps", "t"), "added", None, {"id": "t", "what": "c"}),
        Difference(("rows", "1", "says"), "removed", "x"),
        Difference(("rows",), "moved", ["1", "2"], ["2", "1"]),
    ]


def test_members_without_a_key_are_known_by_what_they_say() -> None:
    """One of two that say the same may go, and only that one is told."""
    assert compare({"words": ["a", "a", "b"]}, {"words": ["a", "b"]}) == [
        Difference(("words",), "removed", "a")
    ]
    assert compare({"tags": ["a"]}, {"tags": ["a", "b"]}) == [Difference(("tags",), "added", None, "b")]
