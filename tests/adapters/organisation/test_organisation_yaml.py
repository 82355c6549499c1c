"""Organisations from YAML: places of words, words that stay words, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from duban.adapters.organisation import read_organisation
from duban.engine.core.organisation import Delegation, Known, Organisation, Person, Post, Unit

SAMPLE = """\
units:
  - {id: city,         title: 市委,       level: city}
  - {id: team-3,       title: 第三督导组, level: city, parent: city}
  - {id: water-bureau, title: 市水务局,   level: city, parent: city, category: [K2], rank: 正处级, supervised_by: team-3}
people:
  - {id: zhang, name: 张一, rank: 正处级, party_member: true}
  - {id: "007", name: no}
posts:                                # who holds what, where, since when; `until` when it ends
  - {person: zhang, post: principal, unit: water-bureau, from: 2014-01-01}
delegations:                          # who may act for whom, in what, how long
  - {from: zhang, to: 007, workflows: [rectification-plan], since: 2014-08-01, until: 2014-08-31}
"""
EXPECTED = Organisation(
    (
        Unit("city", "市委", "city"),
        Unit("team-3", "第三督导组", "city", "city"),
        Unit("water-bureau", "市水务局", "city", "city", ("K2",), "正处级", "team-3"),
    ),
    (Person("zhang", "张一", "正处级", True), Person("007", "no")),
    (Post("zhang", "principal", "water-bureau", date(2014, 1, 1)),),
    (Delegation("zhang", "007", ("rectification-plan",), date(2014, 8, 1), date(2014, 8, 31)),),
)


def told(path: Path, text: str, known: Known | None = None) -> list[tuple[str, int | None, int | None]]:
    """Code, line and column of each finding in a YAML file of this text."""
    file = path / "org.yaml"
    file.write_text(text, "utf-8")
    return [(one.code, one.place.line, one.place.column) for one in read_organisation(file, known).findings]


@pytest.mark.parametrize("suffix", [".yaml", ".yml"])
def test_the_format(tmp_path: Path, suffix: str) -> None:
    """The documented form is read; ids and names stay the words that are written."""
    file = tmp_path / f"org{suffix}"
    file.write_text(SAMPLE, "utf-8")
    read = read_organisation(file)
    assert read.findings == ()
    assert read.organisation == EXPECTED


def test_json_is_yaml(tmp_path: Path) -> None:
    """The same tables as JSON are read, `null` being empty."""
    file = tmp_path / "org.json"
    file.write_text('{"people": [{"id": "a", "name": "null", "rank": null, "party_member": false}]}', "utf-8")
    assert read_organisation(file).organisation == Organisation(people=(Person("a", "null", None, False),))


def test_keys_may_be_chinese(tmp_path: Path) -> None:
    """Tables and columns may be named in Chinese, from the same list of names as in CSV."""
    file = tmp_path / "org.yaml"
    file.write_text("人员:\n  - {编号: a, 姓名: 甲, 是否党员: 是}\n单位:\n", "utf-8")
    assert read_organisation(file).organisation == Organisation(people=(Person("a", "甲", None, True),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("peple:\n  - {id: a, name: 甲}\n", [("unknown-table", 1, 1)]),
        ("people: {id: a, name: 甲}\n", [("not-a-list", 1, 9)]),
        ("people:\n  - 甲\n  - {id: a, name: 甲}\n", [("not-a-row", 2, 5)]),
        ("- {id: a}\n", [("not-a-mapping", 1, 1)]),
        ("people:\n  - {id: a, naem: 甲, name: 甲}\n", [("unknown-column", 2, 13)]),
        ("people:\n  - {id: a, name: 甲, 姓名: 乙}\n", [("duplicate-column", 2, 22)]),
        ("people:\n  - {id: [a], name: {x: 甲}}\n", [("not-one-value", 2, 10), ("not-one-value", 2, 21)]),
        ("people:\n  - {id: a, name: 甲, party_member: [是]}\n", [("not-one-value", 2, 36)]),
        ("people:\n  - {id: a}\n  - {id: ~, name: 甲}\n", [("missing", 2, 5), ("missing", 3, 10)]),
        ("units:\n  - {id: a, title: 甲, category: [K1, '']}\n", [("bad-list", 2, 33)]),
        ("people:\n  - {id: a, name: 甲}\n  - {id: a, name: 乙}\n", [("duplicate-id", 3, 10)]),
        ("people: []\n", [("nothing", None, None)]),
        ("people:\n  - {id: a, id: b, name: 甲}\n", [("yaml", 2, 13)]),
        ("people:\n  - &x {id: a, name: 甲}\n  - *x\n", [("yaml", 2, 5), ("yaml", 3, 5)]),
        ("people: [\n", [("yaml", 1, 10)]),
    ],
)
def test_findings_have_their_place(
    tmp_path: Path, text: str, expected: list[tuple[str, int | None, int | None]]
) -> None:
    """What is wrong is told with line and column, and an entry that cannot be read hides no other."""
    assert told(tmp_path, text) == expected


def test_an_empty_file(tmp_path: Path) -> None:
    """An empty file is refused."""
    assert [code for code, *_ in told(tmp_path, "")] == ["nothing"]


def test_bad_yaml_keeps_its_sentence(tmp_path: Path) -> None:
    """What is wrong with the YAML itself is told in both languages, braces and all."""
    file = tmp_path / "org.yaml"
    file.write_text("people:\n  - {id: a, '{x}': b, '{x}': c}\n", "utf-8")
    (finding,) = read_organisation(file).findings
    assert "{x}" in finding.message("zh")
    assert "{x}" in finding.message("en")
    assert finding.message("zh") != finding.message("en")
    assert finding.hint("en")
