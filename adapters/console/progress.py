"""Progress of long work: shown on a terminal, and only there."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .language import words

_EVERY = 0.2


@contextmanager
def progress(whole: Callable[[], int] | None = None) -> Iterator[Callable[[int], None] | None]:
    """A function that is told how many cases are done; `None` where nobody would see it.

    Args:
        whole: how many there are to do, asked for only where somebody sees it.
    """
    if not sys.stderr.isatty():
        yield None
        return
    total = whole() if whole is not None else 0
    shown = time.monotonic()
    wrote = False

    def tell(done: int) -> None:
        nonlocal shown, wrote
        if time.monotonic() - shown >= _EVERY:
            shown, wrote = time.monotonic(), True
            # What falls due on the way comes on top of what was due at the beginning.
            of_zh, of_en = (f"，共约 {total:,} 个", f" of some {total:,}") if total >= done > 0 else ("", "")
            sys.stderr.write("\r" + words(f"已处理 {done:,} 个事项{of_zh}", f"{done:,} cases done{of_en}"))
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if wrote:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
