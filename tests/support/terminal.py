"""The command line called inside this process, with everything it reads and writes captured."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from unittest import mock

from duban.cli import main


@dataclass(frozen=True)
class Ran:
    """How a run ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output; there is nothing else, and nothing on standard error."""
        assert self.err == "", self.err
        return json.loads(self.out, parse_constant=_no_constant)

    @property
    def codes(self) -> list[str]:
        """The codes of the reasons of a refusal, which leaves with 1."""
        told = self.json
        assert self.code == 1, self
        assert told["error"] == "refused", told
        for reason in told["reasons"]:
            assert {"code", "message", "values"} <= set(reason)
            assert "{" not in reason["message"], reason
        return [reason["code"] for reason in told["reasons"]]


@dataclass
class Terminal:
    """The command line on one database."""

    url: str | None = None
    language: str = "en"

    def run(self, *arguments: str, stdin: str | bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
        """Call it and say how it ended. Anything but an exit is a defect and comes through."""
        written = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = _stream(), _stream()
        surroundings = {"DUBAN_LANG": self.language, **(env or {})}
        if self.url is not None:
            surroundings.setdefault("DUBAN_DB", self.url)
        with (
            mock.patch.dict("os.environ", surroundings),
            _streams(io.TextIOWrapper(io.BytesIO(written)), out, err),
        ):
            try:
                main(list(arguments))
            except SystemExit as leaving:
                code = cast(int, leaving.code)
            else:
                raise AssertionError("the command line always leaves with an exit code")
        return Ran(code, _text(out), _text(err))

    def json(self, *arguments: str, **settings: Any) -> Any:
        """Call it with `--json`, successfully; the document."""
        ran = self.run(*arguments, "--json", **settings)
        assert ran.code == 0, ran
        return ran.json

    def refused(self, *arguments: str, **settings: Any) -> list[str]:
        """Call it with `--json`, to be refused; the codes of the reasons."""
        return self.run(*arguments, "--json", **settings).codes


@contextmanager
def _streams(stdin: io.TextIOWrapper, out: io.TextIOWrapper, err: io.TextIOWrapper) -> Iterator[None]:
    kept = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = stdin, out, err
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), "utf-8")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return cast(io.BytesIO, stream.buffer).getvalue().decode("utf-8")


def _no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")
