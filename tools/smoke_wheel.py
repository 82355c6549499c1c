"""Install a built wheel into an empty environment far from the clone and use it as its owner would.

    python tools/smoke_wheel.py dist/duban-0.1.0-py3-none-any.whl

Fails when the wheel holds more or less than the packages' files, when it needs anything that it does
not declare, or when `duban demo` or a campaign of one's own does not begin in an empty folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import tomllib
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Check each wheel named; 0 when all hold."""
    if not arguments:
        print("usage: smoke_wheel.py WHEEL...", file=sys.stderr)
        return 2
    problems = [problem for wheel in arguments for problem in _check(Path(wheel).resolve())]
    for problem in problems:
        print(f"smoke: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _check(wheel: Path) -> list[str]:
    return _check_files(wheel) or _check_use(wheel)


def _check_files(wheel: Path) -> list[str]:
    """The wheel holds the files of the packages: all of them, and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = _wanted()
    return [f"not in the wheel: {name}" for name in sorted(wanted - held)] + [
        f"in the wheel by mistake: {name}" for name in sorted(held - wanted)
    ]


def _wanted() -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    wanted = {f"duban/{name}" for name in ("__init__.py", "cli.py", "py.typed")}
    tops = {package.split(".")[1] for package in settings["packages"] if "." in package}
    for top in tops:
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                wanted.add(f"duban/{path.relative_to(ROOT).as_posix()}")
    return wanted


def _check_use(wheel: Path) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="duban-smoke-") as place:
        home, work = Path(place) / "venv", Path(place) / "work"
        work.mkdir()
        _make_environment(home)
        programs = home / ("Scripts" if os.name == "nt" else "bin")
        python, duban = str(programs / "python"), str(programs / "duban")
        steps = [
            [python, "-m", "pip", "install", "--quiet", str(wheel)],
            [python, "-m", "pip", "check"],
            [python, "-c", "import duban; print([getattr(duban, name) for name in duban.__all__])"],
            [duban, "--help"],
            [duban, "demo"],
            [duban, "init", "--campaign"],
            [duban, "org", "example", "county.yaml"],
            [duban, "org", "import", "county.yaml"],
        ]
        for step in steps:
            began = time.monotonic()
            done = subprocess.run(
                step,
                cwd=work,
                env=_clean_environment(programs),
                capture_output=True,
                text=True,
                check=False,
                timeout=600,
            )
            said = " ".join([Path(step[0]).name, *step[1:]]).replace(str(wheel), wheel.name)
            if done.returncode:
                return [f"`{said}` ended with {done.returncode}:\n{done.stdout}{done.stderr}"]
            if "Traceback" in done.stdout + done.stderr:
                return [f"`{said}` printed a traceback:\n{done.stdout}{done.stderr}"]
            print(f"smoke: {said[:70]}: {time.monotonic() - began:.1f} s")
    return []


def _make_environment(home: Path) -> None:
    try:
        venv.create(home, with_pip=True)
    except subprocess.CalledProcessError:
        # Debian keeps ensurepip in a package of its own; the pip that made our environment makes this one.
        venv.create(home, with_pip=False, clear=True)
        python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
        subprocess.run(
            [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "pip"], check=True
        )


def _clean_environment(programs: Path) -> dict[str, str]:
    """The environment without anything that could lend the wheel what it lacks."""
    ours = ("PYTHON", "VIRTUAL_ENV", "DUBAN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PATH": f"{programs}{os.pathsep}{kept.get('PATH', '')}", "PYTHONUTF8": "1"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
