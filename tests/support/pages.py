"""A page of documentation played from top to bottom: its files written, its commands run, its outputs compared.

A page is executed when every fenced block of it is one of two kinds:

* `console`: lines that begin with `$ ` are commands, run in order; what follows each, up to the next, is all that it prints.
  A command is `duban …` or `export NAME=VALUE`; a line that ends with a backslash goes on in the next.
* `yaml NAME`, `json NAME`: the content of a file of that name, written before the commands that come after it.

Any other block would be one that nobody runs, and is refused.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .terminal import Terminal

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
_FILES = ("yaml", "json")
_CONSOLE = "console"


@dataclass(frozen=True)
class Block:
    """A fenced block: what it is, and what it holds."""

    info: str
    body: str
    line: int
    """Of the page, where it begins."""

    @property
    def kind(self) -> str:
        """The first word of its fence."""
        return (self.info.split() or [""])[0]


@dataclass(frozen=True)
class Shown:
    """A command of a page with the output that the page shows."""

    command: str
    output: str


@dataclass(frozen=True)
class Page:
    """A page to be played in a folder of its own."""

    text: str
    used: set[str] = field(default_factory=set)
    surroundings: dict[str, str] = field(default_factory=dict)

    def play(self, folder: Path) -> Iterator[tuple[Shown, str, int]]:
        """Every command in order with what it printed and its exit code; the current folder has to be this one.

        Raises:
            AssertionError: a block is of a kind that nobody runs, or a file is written that no command names.
        """
        written: set[str] = set()
        for block in blocks(self.text):
            if block.kind in _FILES:
                _, name = block.info.split()
                (folder / name).write_text(block.body, "utf-8")
                written.add(name)
            else:
                assert block.kind == _CONSOLE, f"nobody runs the block of line {block.line}: {block.info!r}"
                for shown in commands(block):
                    yield (shown, *self._run(shown.command))
        assert written <= self.used, f"no command uses {sorted(written - self.used)}"

    def _run(self, command: str) -> tuple[str, int]:
        program, *arguments = shlex.split(command.replace("\\\n", " "))
        if program == "export":
            for one in arguments:
                name, _, value = one.partition("=")
                self.surroundings[name] = value
            return "", 0
        assert program == "duban", f"no page may ask for anything but duban: {command}"
        self.used.update(arguments)
        ran = Terminal().run(*arguments, env=self.surroundings)
        return ran.out + ran.err, ran.code

    def rewritten(self, outputs: list[str]) -> str:
        """The page with these outputs in the place of its own, in order."""
        waiting = iter(outputs)

        def anew(found: re.Match[str]) -> str:
            block = Block(found["info"], found["body"], 0)
            if block.kind != _CONSOLE:
                return found[0]
            body = "".join(f"$ {one.command}\n{next(waiting)}" for one in commands(block))
            return f"```{block.info}\n{body}```"

        return _FENCE.sub(anew, self.text)


def blocks(text: str, kind: str | None = None) -> list[Block]:
    """The fenced blocks of a page, or those of a kind."""
    found = [
        Block(one["info"].strip(), one["body"], text.count("\n", 0, one.start()) + 1)
        for one in _FENCE.finditer(text)
    ]
    return [one for one in found if kind is None or one.kind == kind]


def commands(block: Block) -> Iterator[Shown]:
    """The commands of a console block, each with what it is said to print."""
    before, *parts = re.split(r"^\$ ", block.body, flags=re.MULTILINE)
    assert not before, f"the block of line {block.line} begins with an output"
    for part in parts:
        command, _, output = part.partition("\n")
        while command.endswith("\\"):
            more, _, output = output.partition("\n")
            command = f"{command}\n{more}"
        yield Shown(command, output)
