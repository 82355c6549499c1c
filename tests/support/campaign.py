"""The campaign's files, compiled once, and what became of their scenarios, played once for all tests that ask."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from duban.adapters.console.files import read_organisation_file
from duban.engine.dsl.compiler import Compiled, check_paths
from duban.engine.testing import Outcome, run_scenarios
from duban.workflows import CAMPAIGN, FOLDER


@cache
def files() -> dict[str, Compiled]:
    """Every file of the campaign by its name, compiled together."""
    return {Path(one.file).stem: one for one in check_paths([CAMPAIGN], FOLDER)}


@cache
def outcomes(name: str) -> tuple[Outcome, ...]:
    """What became of each scenario of a file."""
    return tuple(run_scenarios(files()[name], files().values(), read_organisation_file))
