"""A file with one JSON object a line, for a chat or mail gateway to follow."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duban.engine.delivery import Delivery


class JsonLines:
    """Appends each delivery as one line; whole lines only, several processes at once.

    A line that a process died over is ended before the next one begins, so that it spoils no other; what
    it was to say comes again under its id. The file may be moved away at any time: the next batch begins a new one.
    """

    name = "jsonl"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines: list[bytes] = []

    def send(self, delivery: Delivery) -> None:
        """Take the line; it is written with the batch."""
        self._lines.append(json.dumps(delivery.body, ensure_ascii=False, sort_keys=True).encode() + b"\n")

    def flush(self) -> None:
        """Write the lines of the batch, and wait until they are on the disk.

        Raises:
            OSError: they could not be written.
        """
        lines, self._lines = self._lines, []
        if not lines:
            return
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            with _alone(file):
                end = os.fstat(file).st_size
                torn = end > 0 and os.pread(file, 1, end - 1) != b"\n"
                rest = memoryview((b"\n" if torn else b"") + b"".join(lines))
                while rest:
                    rest = rest[os.write(file, rest) :]
                os.fsync(file)
        finally:
            os.close(file)


@contextmanager
def _alone(file: int) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # pragma: no cover - only where the system has no such lock
        yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)
    yield  # the lock goes with the file when it is closed
