"""Definitions stored as JSON come back equal, and their digest names what they say."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from duban.engine.core.canonical import dumps
from duban.engine.core.definition import Definition
from duban.engine.core.definition_json import digest_of, dump_definition, load_definition
from duban.engine.core.text import Text
from duban.engine.dsl.compiler import compile_file
from duban.workflows import FOLDER, shipped
from support.deciding import DRAW, SIGN, TABLE
from support.small import compiled as small


def compiled(path: Path) -> Definition:
    """The definition of a shipped file."""
    definition = compile_file(path, FOLDER).definition
    assert definition is not None
    return definition


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_definition_comes_back_equal(path: Path) -> None:
    """Through canonical text and back nothing is lost, and the digest stays."""
    definition = compiled(path)
    again = load_definition(json.loads(dumps(dump_definition(definition))))
    assert again == definition
    assert digest_of(again) == digest_of(definition)
    assert len(digest_of(definition)) == 64


@pytest.mark.parametrize("text", [TABLE, DRAW, SIGN])
def test_what_decides_comes_back_equal(text: str) -> None:
    """Tables, draws, rankings and countersignatures too."""
    definition = small(text)
    again = load_definition(json.loads(dumps(dump_definition(definition))))
    assert again == definition
    assert digest_of(again) == digest_of(definition)


def test_every_kind_of_value_is_stored_without_floats() -> None:
    """Terms, dates, shares and guards are whole numbers and texts; defaults are left out."""
    text = dumps(dump_definition(compiled(FOLDER / "rectification-plan.yaml")))

    def refuse(number: str) -> float:
        raise AssertionError(f"a float: {number}")

    json.loads(text, parse_float=refuse)
    assert "null" not in text
    assert '"optional"' not in text


def test_another_meaning_has_another_digest() -> None:
    """A changed title, term or order changes the digest."""
    definition = compiled(FOLDER / "rectification-item.yaml")
    others = [
        replace(definition, title=Text("别的", "another")),
        replace(definition, start_by=("team",)),
        replace(definition, states=definition.states[::-1]),
    ]
    assert len({digest_of(one) for one in (definition, *others)}) == 4


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"id": "x"},
        {**{key: [] for key in ("roles", "fields", "states")}, "id": "x", "title": ["a"]},
        {
            **{key: [] for key in ("roles", "fields", "states")},
            "id": "x",
            "title": ["a", "b"],
            "colour": "red",
        },
        {**{key: [] for key in ("roles", "fields")}, "id": "x", "title": ["a", "b"], "states": [3]},
    ],
)
def test_other_json_is_refused(data: dict[str, object]) -> None:
    """What `dump_definition` did not write is a ValueError, not a half definition."""
    with pytest.raises(ValueError, match=r"no stored definition|has no"):
        load_definition(data)


def test_the_digest_is_the_same_in_another_process() -> None:
    """Neither hash seeds nor the order of imports have a say."""
    code = (
        "from duban.engine.dsl.compiler import compile_file; from duban.workflows import FOLDER;"
        "from duban.engine.core.definition_json import digest_of;"
        "print(digest_of(compile_file(FOLDER / 'rectification-plan.yaml', FOLDER).definition))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert said == {digest_of(compiled(FOLDER / "rectification-plan.yaml"))}


def test_loading_is_quick_and_light() -> None:
    """A definition of 200 lines loads in less than 3 ms of processor time, without the parser of YAML."""
    stored = json.loads(dumps(dump_definition(compiled(FOLDER / "rectification-plan.yaml"))))
    load_definition(stored)
    started = time.process_time()
    for _ in range(20):
        load_definition(stored)
    assert (time.process_time() - started) / 20 < 0.003
    code = "import sys, duban.engine.core.definition_json; print([m for m in sys.modules if m.startswith('ruamel') or 'dsl' in m])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
