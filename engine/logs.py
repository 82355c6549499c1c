"""Logs of a process that is ours: dotted events with flat keys, readable on a terminal, JSON otherwise.

A library configures nothing: `configure` is called by the command line's long-running process, or
by a host that wants the same.
"""

from __future__ import annotations

import sys
from typing import Any, Literal, TextIO


def configure(stream: TextIO | None = None) -> None:
    """Write logs to a stream, standard error by default."""
    import structlog

    out = stream or sys.stderr
    shown: Any = (
        structlog.dev.ConsoleRenderer(colors=True)
        if out.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            shown,
        ],
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )


def say(event: str, *, level: Literal["info", "warning", "error"] = "info", **facts: Any) -> None:
    """Log an event where the process has set structlog up; elsewhere nothing is said, and nothing loaded.

    An unconfigured structlog would print to standard output, which belongs to the host.
    """
    structlog = sys.modules.get("structlog")
    if structlog is not None and structlog.is_configured():
        getattr(structlog.get_logger("duban"), level)(event, **facts)
