"""The JSON Schema that editors read says the same as the checks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from duban.engine.dsl.schema import json_schema
from duban.engine.dsl.shapes import DOCUMENT, Either, Form, Kind, ListOf, Table
from duban.engine.dsl.source import Mapping, Node, Scalar, Sequence, read
from duban.engine.dsl.vocabulary import CHINESE, KEYWORDS
from duban.workflows import FOLDER

VALIDATOR = Draft202012Validator(json_schema())


def as_editors_read(node: Node | None) -> Any:
    """Nodes as the YAML 1.2 core schema types them: numbers and truth values where they look like it."""
    match node:
        case Mapping(entries):
            return {key.text: as_editors_read(value) for key, value in entries}
        case Sequence(items):
            return [as_editors_read(one) for one in items]
        case Scalar(text, style="plain"):
            if text in ("true", "false"):
                return text == "true"
            return int(text) if text.isdecimal() else text or None
        case Scalar(text):
            return text
    return None


def document(path: Path) -> Any:
    """A file as an editor reads it."""
    return as_editors_read(read(path.read_bytes(), path.name).root)


def test_the_schema_is_a_schema() -> None:
    """It is valid draft 2020-12."""
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_files_fit_the_schema(path: Path) -> None:
    """An editor underlines nothing in what ships."""
    assert [error.message for error in VALIDATOR.iter_errors(document(path))] == []


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [
        (("states", "drafting"), "duration", "3 workdays"),
        (("states", "drafting", "actions", "submit"), "need", ["problems"]),
        ((), "version", 2),
        (("roles", "head"), "posts", "principal"),
        (("states", "appraisal", "ballot"), "choice", ["yes"]),
    ],
)
def test_an_unknown_key_is_underlined(place: tuple[str, ...], key: str, value: object) -> None:
    """A key that the checks do not know is an error for the editor too."""
    plan = document(FOLDER / "rectification-plan.yaml")
    inner = plan
    for step in place:
        inner = inner[step]
    inner[key] = value
    assert not VALIDATOR.is_valid(plan)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("states", "passed", "final"), "sucess"),
        (("states", "drafting", "due"), "5天"),
        (("states", "appraisal", "actions", "redo", "rounds", "most"), "three"),
        (("roles", "head", "of"), "units"),
        (("scenarios", 0, "at"), "2014-08-01"),
        (("title",), {"zh": "方案"}),
    ],
)
def test_a_wrong_value_is_underlined(place: tuple[Any, ...], value: object) -> None:
    """Closed lists, terms, numbers and required keys are known to the editor."""
    plan = document(FOLDER / "rectification-plan.yaml")
    inner = plan
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert not VALIDATOR.is_valid(plan)


def test_the_shipped_schema_is_current() -> None:
    """`workflows/workflow.schema.json` is what the shapes say now.

    To write it anew: `python -c "import json; from duban.engine.dsl.schema import json_schema;
    print(json.dumps(json_schema(), ensure_ascii=False, indent=1))" > workflows/workflow.schema.json`.
    """
    shipped = json.loads((FOLDER / "workflow.schema.json").read_text(encoding="utf-8"))
    assert shipped == json_schema()


def forms(kind: Kind, seen: set[str]) -> Iterator[Form]:
    """Every form that a document may hold."""
    match kind:
        case ListOf(member) | Table(_, member):
            yield from forms(member, seen)
        case Either(short, long):
            yield from forms(short, seen)
            yield from forms(long, seen)
        case Form(name, keys) if name not in seen:
            seen.add(name)
            yield kind
            for key in keys:
                yield from forms(key.kind, seen)
        case _:
            pass


def test_every_key_is_a_keyword_with_two_spellings() -> None:
    """Shapes use words of the vocabulary only, and a Chinese spelling stands for one English word."""
    used = {key.name for form in forms(DOCUMENT, set()) for key in form.keys}
    assert used <= KEYWORDS.keys()
    assert len(CHINESE) == len(KEYWORDS)
    assert {"时限": "due", "办理": "by", "到": "to", "退回": "back"}.items() <= CHINESE.items()
