"""Progress of long work: shown on a terminal, and only there."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .language import words

_EVERY = 0.2


@contextmanager
def progress() -> Iterator[Callable[[int], None] | None]:
    """A function that is told how many cases are done; `None` where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = time.monotonic()
    wrote = False

    def tell(done: int) -> None:
        nonlocal shown, wrote
        if time.monotonic() - shown >= _EVERY:
            shown, wrote = time.monotonic(), True
            sys.stderr.write("\r" + words(f"已处理 {done} 个事项", f"{done} cases done"))
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if wrote:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
