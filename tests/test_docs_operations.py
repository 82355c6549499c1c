"""The page about running it: every unit, line and manifest on it is tried where it can be."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
from ruamel.yaml import YAML

from duban.cli import commands
from support.pages import blocks
from support.world import World, lite, templates, worlds

__all__ = ["lite", "templates", "worlds"]
PAGE = (Path(__file__).resolve().parents[1] / "docs" / "operations.md").read_text("utf-8")


def examples(kind: str) -> list[str]:
    """What stands in the blocks of a kind."""
    return [one.body for one in blocks(PAGE, kind)]


KNOWN = {
    "Unit": {"Description", "After", "Wants"},
    "Service": {
        "Type",
        "User",
        "Environment",
        "ExecStart",
        "Restart",
        "RestartSec",
        "WatchdogSec",
        "TimeoutStopSec",
    },
    "Install": {"WantedBy"},
}
"""The sections and keys of systemd that the unit may use: systemd passes over a misspelled one with a warning."""


class Unit(configparser.ConfigParser):
    """A unit of systemd, its keys as they are written."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    """Every key is one of its section's; and where systemd is, it finds nothing wrong with the unit either."""
    (text,) = examples("systemd")
    unit = Unit()
    unit.read_string(text)
    assert {name: set(unit[name]) - keys for name, keys in KNOWN.items()} == {name: set() for name in KNOWN}
    assert unit.sections() == list(KNOWN)
    if shutil.which("systemd-analyze") is not None:
        path = tmp_path / "duban.service"
        program = str(Path(sys.executable).parent / "duban")
        path.write_text(text.replace("/usr/local/bin/duban", program), "utf-8")
        asked = ["systemd-analyze", "verify", str(path)]
        ran = subprocess.run(asked, capture_output=True, text=True, check=False)
        said = [line for line in ran.stderr.splitlines() if "duban" in line]
        assert (ran.returncode, said) == (0, []), ran.stderr


def test_the_unit_asks_for_what_the_process_gives() -> None:
    """It waits to be told of readiness and of life, more often than the process tells it, and restarts what ends."""
    (text,) = examples("systemd")
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert (values["Type"], values["Restart"]) == ("notify", "always")
    assert int(values["WatchdogSec"]) >= 2 * 10
    assert values["ExecStart"].split()[1:] == ["scheduler"]


def test_the_cron_line_runs(lite: World, tmp_path: Path) -> None:
    """What cron hands to sh sweeps, and its answer is in the log."""
    (text,) = examples("cron")
    (line,) = text.splitlines()
    times, command = line.split(None, 6)[:6], line.split(None, 6)[6]
    assert len(times) == 6
    assert times[5] == "duban"
    assert all(re.fullmatch(r"[*/\d,-]+", one) for one in times[:5])
    assert "%" not in command  # which cron reads as the end of the line
    command = re.sub(r"DUBAN_DB=\S+", f"DUBAN_DB={lite.url}", command)
    log = tmp_path / "sweep.log"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(["/bin/sh", "-c", command], env={"PATH": path, "DUBAN_LOG": str(log)}, check=True)
    assert '"checked"' in log.read_text("utf-8")


def test_the_manifests_are_what_kubernetes_reads() -> None:
    """Both are YAML of the kinds they say; each runs a command that there is, with the database from a secret."""
    manifests = [YAML(typ="safe").load(text) for text in examples("yaml")]
    assert [(one["apiVersion"], one["kind"]) for one in manifests] == [
        ("apps/v1", "Deployment"),
        ("batch/v1", "CronJob"),
    ]
    deployment, job = manifests
    assert (
        deployment["spec"]["selector"]["matchLabels"] == deployment["spec"]["template"]["metadata"]["labels"]
    )
    pods = [deployment["spec"]["template"]["spec"], job["spec"]["jobTemplate"]["spec"]["template"]["spec"]]
    assert pods[1]["restartPolicy"] in ("Never", "OnFailure")
    for pod in pods:
        (container,) = pod["containers"]
        assert container["args"][0] == "duban"
        assert container["args"][1] in commands.list_commands(click.Context(commands))
        assert [one["name"] for one in container["env"]] == ["DUBAN_DB"]
