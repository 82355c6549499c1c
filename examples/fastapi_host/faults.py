"""What goes wrong in duban, as HTTP answers in the reader's language."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError

from duban import Conflict, DubanError, InvalidInput, Refused, Retryable, Unknown
from duban.engine.core.text import Language

STATUS: dict[type[DubanError], int] = {Unknown: 404, Conflict: 409, InvalidInput: 422, Retryable: 503}
"""By class, the nearest first; what stands here with none of its classes is a fault of ours: 500."""


def language_of(request: Request) -> Language:
    """Chinese, unless the browser asks for English."""
    return "en" if request.headers.get("accept-language", "").startswith("en") else "zh"


def answer_faults(app: FastAPI) -> None:
    """Teach an application to answer refusals and faults."""

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> JSONResponse:
        """409 with every reason: its code, its words, the values behind it."""
        language = language_of(request)
        return JSONResponse({"refusals": [one.json(language) for one in error.refusals]}, 409)

    @app.exception_handler(DubanError)
    def fault(request: Request, error: DubanError) -> JSONResponse:
        """The status of the error's class; 503 says when to come again."""
        status = next((STATUS[one] for one in type(error).__mro__ if one in STATUS), 500)
        body = {"code": error.kind, "message": error.message(language_of(request))}
        return JSONResponse(body, status, {"Retry-After": "2"} if status == 503 else None)

    @app.exception_handler(IntegrityError)
    def taken(request: Request, error: IntegrityError) -> JSONResponse:
        """The host's own table refused its row; what duban wrote beside it went with it."""
        return JSONResponse({"code": "taken", "message": "a document of this number exists"}, 409)
