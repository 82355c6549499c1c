"""Work of other fields than the campaign's, written from the manual alone: what is general works there too."""

from __future__ import annotations

from pathlib import Path

import pytest

from duban.adapters.console.files import read_organisation_file
from duban.engine.dsl.compiler import check_paths
from duban.engine.testing import run_scenarios
from duban.workflows import FOLDER

FILES = check_paths([Path(__file__).parent / "other_fields"], FOLDER)


def test_the_files_are_without_errors() -> None:
    """The one warning is meant: whoever sees the petition can infer how the inquiry it led to stands."""
    found = [(Path(one.file).stem, finding.code) for one in FILES for finding in one.findings]
    assert found == [("petition", "confidential-child-read")]


@pytest.mark.parametrize("file", [Path(one.file).stem for one in FILES if one.scenarios])
def test_what_they_are_to_do_they_do(file: str) -> None:
    """Petitions and twin inquiries, an inspection with rebound, a promotion signed for in order, a tender with lots drawn by lot."""
    (compiled,) = [one for one in FILES if Path(one.file).stem == file]
    for outcome in run_scenarios(compiled, FILES, read_organisation_file):
        assert outcome.failure is None, f"{outcome.name}: {outcome.failure.message('en')}"
