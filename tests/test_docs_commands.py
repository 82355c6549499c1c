"""The page about the command line says what the command line does."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import click
import pytest

from duban.adapters.console.grammar import Argument, Option
from duban.cli import commands
from support.terminal import Terminal
from support.tools import tool

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "cli.md"


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    """The tool that writes the page."""
    return tool("make_cli_reference")


def test_the_page_is_current(writer: ModuleType) -> None:
    """`python tools/make_cli_reference.py` would write what is there."""
    assert PAGE.read_text("utf-8") == writer.page()


def test_the_page_of_refusals_is_current() -> None:
    """`python tools/make_refusals.py` would write what is there."""
    assert (ROOT / "docs" / "refusals.md").read_text("utf-8") == tool("make_refusals").document()


def test_every_command_and_option_is_on_the_page(writer: ModuleType) -> None:
    """Each has its section, with every argument and option of its own and what it answers."""
    text = PAGE.read_text("utf-8")
    with click.Context(commands) as ctx:
        found = dict(writer.found(ctx))
    assert set(found) == set(writer.ANSWERS)
    for name, one in found.items():
        section = text.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
        assert section, name
        for param in one.params:
            if isinstance(param, Option) and param not in writer.COMMON:
                assert max(param.opts, key=len) in section, (name, param.opts)
            if isinstance(param, Argument):
                assert param.label.replace("|", "\\|") in section, (name, param.label)


def test_the_table_of_commands_leads_to_commands() -> None:
    """Every line of `duban --help` is a command that can be loaded and helps in both languages."""
    for language in ("zh", "en"):
        terminal = Terminal(None, language)
        listed = terminal.run("--help").out
        for name in commands.list_commands(click.Context(commands)):
            assert f"  {name} " in listed
            ran = terminal.run(name, "--help")
            assert (ran.code, ran.err) == (0, "")
            said = ran.out.partition("\nExample")[0]  # an example may be a phrase in Chinese
            assert any("\u4e00" <= letter <= "\u9fff" for letter in said) is (language == "zh")
