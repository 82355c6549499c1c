"""Open lists can be added to, closed ones cannot; what a value stands for and where it comes from is kept with it."""

from __future__ import annotations

from pathlib import Path

from duban.engine.core.text import Text
from duban.engine.dsl.catalogue import Catalogue, load_catalogue
from duban.engine.dsl.compiler import compile_text

LIST = """\
enumerations:
  source:
    title: {zh: 来源, en: sources}
    open: true
    basis: 网民留言等
    origin: stated
    src: L3.1
    values:
      netizens: {zh: 网民留言, en: netizens, means: {zh: 网上, en: online}, basis: 网民留言, origin: implied, src: L3.1}
"""
MORE = """\
enumerations:
  source: {extends: true, values: {hotline: {zh: 热线, en: hotline}}}
"""
FLOW = """\
workflow: w
title: w
roles: {{head: {{title: head, post: principal, of: unit}}}}
{types}data: {{origin_of: {{type: source, title: source}}}}
states:
  first:
    title: first
    actions:
      go: {{title: go, by: head, needs: [origin_of], when: 'origin_of == "hotline"', to: ended}}
  ended: {{title: ended, final: success}}
"""


def folder(place: Path, **files: str) -> Path:
    """A data folder with these files."""
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / f"{name}.yaml").write_text(text, "utf-8")
    return place


def ids(catalogue: Catalogue) -> list[str]:
    """The values of the list, in order."""
    assert catalogue.findings == ()
    return [one.id for one in catalogue.types.enumerations["source"].values]


def test_a_list_is_added_to_from_the_same_folder_in_any_order(tmp_path: Path) -> None:
    """What adds may stand in a file before the one that declares."""
    assert ids(load_catalogue([folder(tmp_path / "data", a_more=MORE, b_list=LIST)])) == [
        "netizens",
        "hotline",
    ]


def test_a_list_is_added_to_from_a_nearer_folder(tmp_path: Path) -> None:
    """A county adds to the shipped list and leaves the shipped file alone."""
    near, far = folder(tmp_path / "near", more=MORE), folder(tmp_path / "far", list=LIST)
    assert ids(load_catalogue([near, far])) == ["netizens", "hotline"]
    assert ids(load_catalogue([far])) == ["netizens"]


def test_a_workflow_adds_to_a_list_and_its_guards_know_the_value(tmp_path: Path) -> None:
    """An added value may be named like any other; without it the guard names no value of the list."""
    catalogue = load_catalogue([folder(tmp_path / "data", list=LIST)])
    own = "types:\n  " + MORE.replace("\n  ", "\n    ").rstrip() + "\n"
    with_it = compile_text(FLOW.format(types=own), "w.yaml", catalogue)
    assert with_it.findings == () and with_it.definition is not None
    assert [one.id for one in with_it.definition.enumeration("source").values] == ["netizens", "hotline"]
    without = compile_text(FLOW.format(types=""), "w.yaml", catalogue)
    assert [one.code for one in without.findings] == ["guard-not-in-enumeration"]


def test_what_a_list_says_of_itself_is_kept(tmp_path: Path) -> None:
    """Open, source, sentence and meaning are in the compiled values."""
    found = load_catalogue([folder(tmp_path / "data", list=LIST)]).types.enumerations["source"]
    assert (found.open, found.basis, found.origin, found.src) == (True, "网民留言等", "stated", "L3.1")
    (value,) = found.values
    assert (value.means, value.basis, value.origin, value.src) == (
        Text("网上", "online"), "网民留言", "implied", "L3.1",
    )  # fmt: skip


def test_adding_to_a_list_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    """The nearest name is suggested, as for any type."""
    wrong = MORE.replace("source:", "sources:")
    found = load_catalogue([folder(tmp_path / "data", a=LIST, b=wrong)]).findings
    assert [(one.code, one.line) for one in found] == [("unknown-type", 2)]
