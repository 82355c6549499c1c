"""Small workflows that show one thing each, in the language."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from duban.engine.core.definition import Definition
from duban.engine.dsl.catalogue import load_catalogue
from duban.engine.dsl.compiler import compile_text
from duban.workflows import DATA, FOLDER
from support.world import World

_HEAD = """
workflow: {name}
title: {name}
roles:
  head:    {{title: head, post: principal, of: unit}}
  team:    {{title: team, post: supervisor, of: unit.supervised_by}}
  office:  {{title: office, post: campaign-office}}
  anybody: {{title: anybody, post: any}}
"""

OPEN_VOTE = (
    _HEAD.format(name="open-vote")
    + """
states:
  voting:
    title: voting
    ballot: {groups: [all], choices: [yes, no], open: 5 workdays, secret: false,
             valid: ballot.turnout >= 0.5, pass: ballot.approving > 0.5}
    actions:
      close: {title: close, by: office}
      pass:  {auto: ballot.closed && ballot.passed, to: agreed}
      drop:  {title: drop it, by: office, when: [ballot.closed], to: dropped}
  agreed:  {title: agreed, final: success}
  dropped: {title: dropped, final: failure}
"""
)
"""An open ballot that is decided by hand when it has not passed."""


def compiled(source: str) -> Definition:
    """A workflow of the language, which must be without errors."""
    found = compile_text(source, "small.yaml", load_catalogue([DATA]))
    assert found.definition is not None, [one.message for one in found.findings]
    return found.definition


def deploy(world: World, *sources: str) -> None:
    """Deploy small workflows, the open vote when none is given."""
    with TemporaryDirectory() as folder:
        for number, source in enumerate(sources or (OPEN_VOTE,)):
            Path(folder, f"small-{number}.yaml").write_text(source, "utf-8")
        world.duban.deploy([Path(folder)], shipped=FOLDER)


def open_vote(world: World) -> str:
    """A case with an open ballot running."""
    return world.duban.start("open-vote", unit="water-bureau", by="zhao").case
