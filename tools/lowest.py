"""Print the oldest versions that pyproject.toml admits for what a host installs, as pip's constraints.

A lower bound that nothing runs against is a guess; `make lowest` runs the tests against these.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text("utf-8"))[
    "project"
]


def lowest(requirement: str) -> str:
    """`click>=8.1.8,<9` -> `click==8.1.8`; an extra is left away, which constraints do not know."""
    return re.sub(r"(\[.*\])?>=([^,]+).*", r"==\2", requirement)


if __name__ == "__main__":
    optional = PROJECT["optional-dependencies"]
    for line in [*PROJECT["dependencies"], *optional["postgres"], *optional["xlsx"]]:
        print(lowest(line))
