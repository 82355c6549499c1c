"""Looking at other processes, with and without /proc."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether this process runs; one that has ended and waits to be collected does not."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        with suppress(OSError, IndexError):
            return stat.read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z"
        return False
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, 0)
        return True
    return False


def started(pid: int) -> str:
    """When the process began, in whatever form the system tells it; tells apart two holders of one number."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return _ps(pid, "lstart=")


def command_line(pid: int) -> str:
    """The words the process was started with."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return _ps(pid, "command=")


def children(pid: int) -> list[int]:
    """The processes it started that still run."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        text = subprocess.run(
            ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
        ).stdout  # where there is no /proc
    return [int(child) for child in text.split()]


def _ps(pid: int, column: str) -> str:
    try:
        return subprocess.run(
            ["ps", "-o", column, "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout.strip()
    except FileNotFoundError:
        return ""
