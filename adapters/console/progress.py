"""Progress of long work: shown on a terminal, and only there."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .language import words

_EVERY = 0.2


class Line:
    """One line at the foot of a terminal that is written over again and again; nothing where stderr is none."""

    def __init__(self) -> None:
        self.seen = sys.stderr.isatty()
        """Whether anybody would see it."""
        self._shown = time.monotonic()
        self._wrote = False

    def show(self, text: str) -> None:
        """Write it, unless the last one is hardly there."""
        if self.seen and time.monotonic() - self._shown >= _EVERY:
            self._shown, self._wrote = time.monotonic(), True
            sys.stderr.write("\r\x1b[K" + text)
            sys.stderr.flush()

    def clear(self) -> None:
        """Take it away, before something else is written or at the end."""
        if self._wrote:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._wrote = False


@contextmanager
def progress(whole: Callable[[], int] | None = None) -> Iterator[Callable[[int], None] | None]:
    """A function that is told how many cases are done; `None` where nobody would see it.

    Args:
        whole: how many there are to do, asked for only where somebody sees it.
    """
    line = Line()
    if not line.seen:
        yield None
        return
    total = whole() if whole is not None else 0

    def tell(done: int) -> None:
        # What falls due on the way comes on top of what was due at the beginning.
        of_zh, of_en = (f"，共约 {total:,} 个", f" of some {total:,}") if total >= done > 0 else ("", "")
        line.show(words(f"已处理 {done:,} 个事项{of_zh}", f"{done:,} cases done{of_en}"))

    try:
        yield tell
    finally:
        line.clear()
