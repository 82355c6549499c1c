"""An office system on Flask, with duban inside its transactions and its own staff as the directory.

To try it, from the folder `examples` (docs/embedding.md says how the database is prepared):

    OA_DATABASE=sqlite:///oa.db flask --app flask_host.app run
    OA_DATABASE=sqlite:///oa.db flask --app flask_host.app night      (from cron, every few minutes)
"""

from __future__ import annotations

import json
import os
from typing import Any

import click
from flask import Flask, g, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from duban import Conflict, Duban, DubanError, InvalidInput, Refused, Retryable, Unknown
from duban.engine.core.text import Language

from .staff import Base, StaffDirectory


class Document(Base):
    """A document of the office system, beside its staff tables."""

    __tablename__ = "document"

    number: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    case_id: Mapped[str] = mapped_column(unique=True)


def create_app(url: str | None = None) -> Flask:
    """The application, on a database that has been prepared for duban."""
    url = url or os.environ["OA_DATABASE"]
    duban = Duban(url, directory=StaffDirectory)  # one for the process; threads share it
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    app = Flask(__name__)
    app.extensions |= {"duban": duban, "engine": engine}

    @app.before_request
    def open_session() -> None:
        """One session a request, and duban inside it."""
        g.session = Session(engine)
        g.duban = duban.within(g.session)

    @app.teardown_request
    def close_session(error: BaseException | None) -> None:
        """Whatever was not committed is rolled back, the host's rows and duban's alike."""
        g.session.close()

    @app.post("/documents")
    def start() -> ResponseReturnValue:
        """Start a plan and keep the document, in one transaction."""
        new = request.get_json()
        view = g.duban.start("rectification-plan", unit=new["unit"], by=_me(), data=new.get("plan")).unwrap()
        g.session.add(Document(number=new["number"], title=new["title"], case_id=view["case"]))
        g.session.commit()
        return view, 201

    @app.post("/cases/<case>/actions/<action>")
    def act(case: str, action: str) -> ResponseReturnValue:
        """Act, oneself or for somebody who is away."""
        work = request.get_json()
        view = g.duban.act(
            case,
            action,
            by=_me(),
            data=work.get("data"),
            note=work.get("note"),
            on_behalf_of=work.get("on_behalf_of"),
            key=request.headers.get("Idempotency-Key"),
        ).unwrap()
        g.session.commit()
        return jsonify(view)

    @app.get("/todo")
    def todo() -> ResponseReturnValue:
        """What waits for the user, the most urgent first, with the document it is about."""
        waiting = g.duban.todo(by=_me())
        plans = [one["parent"] or one["case"] for one in waiting]
        found = g.session.scalars(select(Document).where(Document.case_id.in_(plans)))
        titles = {one.case_id: f"{one.number} {one.title}" for one in found}
        return jsonify(
            [{**one, "document": titles.get(plan)} for one, plan in zip(waiting, plans, strict=True)]
        )

    @app.get("/cases/<case>/buttons")
    def buttons(case: str) -> ResponseReturnValue:
        """Every action as a button: enabled, or with the reasons as its tooltip."""
        possible, impossible = g.duban.can(case, by=_me())
        told: dict[str, Any] = {one.action: {"needs": one.needs} for one in possible}
        for one in impossible:
            told[one.action] = {"tooltip": [reason.message(_language()) for reason in one.reasons]}
        return jsonify(told)

    @app.get("/cases/<case>/history")
    def history(case: str) -> ResponseReturnValue:
        """Who did what and when, from the beginning."""
        return jsonify(g.duban.history(case, by=_me()))

    @app.cli.command("night")
    def night() -> None:
        """Let everything happen that has fallen due; each thing once, however often this runs."""
        click.echo(json.dumps(duban.sweep().json()))

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        """409 with every reason: its code, its words, the values behind it."""
        return jsonify(refusals=[one.json(_language()) for one in error.refusals]), 409

    @app.errorhandler(DubanError)
    def fault(error: DubanError) -> ResponseReturnValue:
        """The nearest status; 503 says when to come again."""
        status = {Unknown: 404, Conflict: 409, InvalidInput: 422, Retryable: 503}
        code = next((status[one] for one in type(error).__mro__ if one in status), 500)
        answer = jsonify(code=error.kind, message=error.message(_language()))
        return answer, code, {"Retry-After": "2"} if code == 503 else {}

    @app.errorhandler(IntegrityError)
    def taken(error: IntegrityError) -> ResponseReturnValue:
        """The host's own table refused its row; what duban wrote beside it goes with it."""
        return jsonify(code="taken", message="a document of this number exists"), 409

    return app


def _me() -> str:
    """Who asks. A stand-in: a real host takes the id from its own sign-in, never from a bare header."""
    return request.headers["X-User"]


def _language() -> Language:
    return "en" if request.accept_languages.best_match(["zh", "en"], "zh") == "en" else "zh"
