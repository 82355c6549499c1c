"""The notice, as definition files; enumerations, ladders and samples as data beside them."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
"""Where the shipped workflow files lie."""

DATA = FOLDER / "data"
"""Types, ladders and samples that every workflow file may refer to by name."""


CAMPAIGN = FOLDER / "campaign"
"""The notice whole, one file a process, with its text and its lists beside them; a database has them once they are deployed."""


COUNTY = CAMPAIGN / "data" / "county-org.yaml"
"""The organisation of a county that does not exist, to begin with."""


def campaign() -> tuple[Path, ...]:
    """The workflow files of the campaign, by name."""
    return tuple(sorted(CAMPAIGN.glob("*.yaml")))


def shipped() -> tuple[Path, ...]:
    """The shipped workflow files that a new database begins with, by name."""
    return tuple(sorted(FOLDER.glob("*.yaml")))


def sample(name: str) -> Path:
    """A shipped sample (`sample-org.yaml`, `sample-plan.json`)."""
    return DATA / name


def reports() -> tuple[Path, ...]:
    """The shipped files of reports, the small example's first."""
    return tuple(sorted(FOLDER.rglob("reports.yaml"), key=lambda path: (len(path.parts), path)))
