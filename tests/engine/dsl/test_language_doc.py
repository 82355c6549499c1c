"""The reference of the language is true: its examples compile, its tables are complete."""

from __future__ import annotations

import re
from pathlib import Path

from duban.adapters.organisation import read_organisation
from duban.engine.core.organisation import Organisation
from duban.engine.dsl.catalogue import load_catalogue
from duban.engine.dsl.compiler import compile_text
from duban.engine.dsl.diagnostics import Report
from duban.engine.dsl.shapes import DATA_FILE, DOCUMENT, Form, Kind, ListOf, Table
from duban.engine.dsl.source import Limits, read
from duban.engine.dsl.structure import check
from duban.engine.dsl.vocabulary import KEYWORDS
from duban.engine.testing import run_scenarios
from duban.workflows import DATA

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "language.md").read_text(encoding="utf-8")
DECIDING = (Path(__file__).resolve().parents[3] / "docs" / "deciding.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def test_the_whole_file_compiles_and_the_data_file_fits() -> None:
    """What the reader copies works."""
    whole, data, *_, comment = BLOCKS
    assert compile_text(whole, "language.md", load_catalogue([DATA])).findings == ()
    source = read(data, "language.md")
    report = Report("language.md")
    assert source.root is not None
    check(source.root, DATA_FILE, report)
    assert report.findings == []
    assert comment.startswith("# yaml-language-server:")


def test_the_branches_are_read() -> None:
    """The branches that the page shows are branches, each running over what it says."""
    (block,) = (one for one in BLOCKS if one.startswith("branches:"))
    inside = "".join(f"    {line}\n" for line in block.splitlines())
    found = compile_text(_AROUND.format(branches=inside), "language.md", load_catalogue([DATA]))
    assert [one.code for one in found.findings if one.severity == "error"] == []
    assert found.definition is not None
    branches = found.definition.initial.branches
    assert [one.elements for one in branches] == ["members", "values", "rows"]


_AROUND = """
workflow: whole
title: whole
roles: {{head: {{title: head, post: principal, of: unit}}}}
data:
  topics:   {{type: set, of: text}}
  problems: {{type: list, of: row}}
  title:    {{type: text}}
types: {{records: {{row: {{key: no, fields: {{no: {{type: integer}}, problem: {{type: text}}, place: {{type: unit}}}}}}}}}}
states:
  running:
{branches}
    actions: {{end: {{title: end, by: head, needs: [topics, problems, title], when: children_done, to: done}}}}
  done: {{final: success}}
"""


def test_the_file_about_deciding_is_true() -> None:
    """The workflow shown there has no finding, and its scenario goes as it says, on one decision after the other."""
    (whole,) = re.findall(r"```yaml\n(.*?)```", DECIDING, re.DOTALL)
    compiled = compile_text(whole, "deciding.md", load_catalogue([DATA]))
    assert compiled.findings == ()
    (outcome,) = run_scenarios(compiled, [], _organisation)
    assert outcome.failure is None, outcome.failure.message("en")
    assert outcome.steps == 7


def _organisation(path: Path) -> Organisation:
    found = read_organisation(path).organisation
    assert found is not None
    return found


def test_the_table_of_keywords_is_the_vocabulary() -> None:
    """Every keyword stands there with both spellings and meanings, and no other."""
    rows = TEXT.split("## Keywords")[1].splitlines()
    told = [row for row in rows if row.startswith("| `")]
    assert told == [
        f"| `{one.english}` | {one.chinese} | {one.meaning.en} | {one.meaning.zh} |"
        for one in KEYWORDS.values()
    ]


def test_every_keyword_of_a_workflow_is_explained() -> None:
    """Each key that a workflow file may have is spoken of before the table."""
    explained = TEXT.split("## Keywords")[0]

    def keys(kind: Kind, seen: set[str]) -> set[str]:
        match kind:
            case Form(name, own) if name not in seen:
                seen.add(name)
                return {key.name for key in own}.union(*(keys(key.kind, seen) for key in own))
            case ListOf(member) | Table(_, member):
                return keys(member, seen)
        inner = [getattr(kind, name, None) for name in ("short", "long")]
        return set().union(*(keys(one, seen) for one in inner if one is not None))

    assert [key for key in keys(DOCUMENT, set()) if not re.search(rf"\b{key}\b", explained)] == []


def test_the_limits_are_the_ones_told() -> None:
    """Size, nodes and depth as the reference says."""
    limits = Limits()
    assert f"At most {limits.size // 1024} KB, {limits.nodes:,} nodes, {limits.depth} levels" in TEXT
