"""duban (督办): long-running, deadline-bound casework as definitions, cases and a record.

What a host imports lies here; everything else is inside. Importing configures nothing and loads
nothing: each name is fetched from its home the first time it is asked for.

    from duban import Duban
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .engine.app import Answer, Duban
    from .engine.core.refusals import Refusal
    from .engine.core.seeing import Trusted
    from .engine.errors import (
        Conflict,
        DubanError,
        InvalidDefinition,
        InvalidInput,
        Refused,
        Retryable,
        StorageFault,
        Unknown,
        UnknownBatch,
        UnknownCase,
        UnknownPerson,
        UnknownReport,
        UnknownUnit,
        UnknownWorkflow,
        UnreadableRecord,
        UnusableDatabase,
    )

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Conflict",
    "Duban",
    "DubanError",
    "InvalidDefinition",
    "InvalidInput",
    "Refusal",
    "Refused",
    "Retryable",
    "StorageFault",
    "Trusted",
    "Unknown",
    "UnknownBatch",
    "UnknownCase",
    "UnknownPerson",
    "UnknownReport",
    "UnknownUnit",
    "UnknownWorkflow",
    "UnreadableRecord",
    "UnusableDatabase",
    "__version__",
]

_APP = ".engine.app"
_CORE = ".engine.core.refusals"
_SEEING = ".engine.core.seeing"
_ERRORS = ".engine.errors"

_HOMES = {
    "Answer": _APP,
    "Conflict": _ERRORS,
    "Duban": _APP,
    "DubanError": _ERRORS,
    "InvalidDefinition": _ERRORS,
    "InvalidInput": _ERRORS,
    "Refusal": _CORE,
    "Refused": _ERRORS,
    "Retryable": _ERRORS,
    "StorageFault": _ERRORS,
    "Trusted": _SEEING,
    "Unknown": _ERRORS,
    "UnknownBatch": _ERRORS,
    "UnknownCase": _ERRORS,
    "UnknownPerson": _ERRORS,
    "UnknownReport": _ERRORS,
    "UnknownUnit": _ERRORS,
    "UnknownWorkflow": _ERRORS,
    "UnreadableRecord": _ERRORS,
    "UnusableDatabase": _ERRORS,
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}")
    value = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
