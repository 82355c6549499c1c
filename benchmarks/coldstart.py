"""What somebody at the keyboard waits for before anything happens: fresh interpreters, warm files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from .report import Figure
from .scene import database, in_review, opened

ROUNDS = 15
BASELINE = "import sqlalchemy, sqlmodel"
TARGETS = {"duban --help": 0.35, "duban can CASE": 1.3}


def measure(databases: Sequence[str], quick: bool) -> list[Figure]:
    """The command's start, as ratios to importing the two libraries it stands on; SQLite only."""
    with database("sqlite") as url:
        with opened(url) as duban:
            ((case, person),) = in_review(duban, 1)
        program = [str(Path(sys.executable).parent / "duban")]
        commands = {
            "baseline": [sys.executable, "-c", BASELINE],
            "duban --help": [*program, "--help"],
            "duban can CASE": [*program, "can", case, "--by", person],
        }
        settings = {**os.environ, "DUBAN_DB": url, "DUBAN_LANG": "zh"}
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for number in range((3 if quick else ROUNDS) + 1):
            for name, command in commands.items():
                seconds = _run(command, settings)
                if number:  # the first round fills the caches
                    taken[name].append(seconds)
    return [
        Figure(
            f"cold start, {name}",
            [ours / theirs for ours, theirs in zip(taken[name], taken["baseline"], strict=True)],
            target,
            {
                "ours": f"{median(taken[name]) * 1e3:.0f} ms",
                f"python -c {BASELINE!r}": f"{median(taken['baseline']) * 1e3:.0f} ms",
            },
        )
        for name, target in TARGETS.items()
    ]


def _run(command: Sequence[str], settings: Mapping[str, str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, env=settings, check=False)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return seconds
