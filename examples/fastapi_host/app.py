"""An office system on FastAPI, with duban inside its transactions.

Its own table lists documents; each is handled as a case. Both are written together or not at all.
To try it, from the folder `examples` (docs/embedding.md says how the database is prepared):

    OA_DATABASE=sqlite:///oa.db uvicorn --factory fastapi_host.app:create_app
    curl -H 'X-User: zhang' localhost:8000/todo
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy.orm import sessionmaker
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

from duban import Duban
from duban.engine.scheduler import schedule

from .faults import answer_faults, language_of


class Document(SQLModel, table=True):
    """A document of the office system: its own table, on its own metadata."""

    number: str = Field(primary_key=True)
    title: str
    case_id: str = Field(unique=True)
    state: str


class NewDocument(BaseModel):
    """What a drafter sends: the document, and the data of the plan."""

    number: str
    title: str
    unit: str
    plan: dict[str, Any] = {}


class Work(BaseModel):
    """What somebody sends along with an action."""

    data: dict[str, Any] = {}
    note: str | None = None


def current_user(x_user: Annotated[str, Header()]) -> str:
    """Who asks. A stand-in: a real host takes the id from its own sign-in, never from a bare header."""
    return x_user


Me = Annotated[str, Depends(current_user)]
Transaction = Callable[[], AbstractContextManager[Session]]
Key = Annotated[str | None, Header(alias="Idempotency-Key")]


def create_app(url: str | None = None) -> FastAPI:
    """The application, on a database that has been prepared for duban."""
    url = url or os.environ["OA_DATABASE"]
    duban = Duban(url)  # one for the process; threads share it
    engine = create_engine(url)
    SQLModel.metadata.create_all(engine)
    # Commits at the end of the block and rolls back on any exception. A block, not a dependency with
    # `yield`: FastAPI may end such a dependency after the answer has gone out.
    transaction = sessionmaker(engine, class_=Session).begin

    @asynccontextmanager
    async def by_the_clock(app: FastAPI) -> AsyncIterator[None]:
        """What falls due, at the start and every minute; on however many nodes, each thing happens once."""
        clock = schedule(duban)
        clock.start()
        yield
        clock.shutdown()
        duban.close()
        engine.dispose()

    app = FastAPI(title="OA", lifespan=by_the_clock)
    answer_faults(app)

    @app.post("/documents", status_code=201)
    def start(new: NewDocument, me: Me, key: Key = None) -> dict[str, Any]:
        """Start a plan and keep the document, in one transaction."""
        with transaction() as session:
            answer = duban.within(session).start(
                "rectification-plan", unit=new.unit, by=me, data=new.plan, key=key
            )
            view = answer.unwrap()  # refused: raises, the block rolls back, `answer_faults` words it
            mine = select(Document).where(Document.case_id == view["case"])
            if session.exec(mine).first() is None:  # there already when the same request comes again
                state = view["states"][0]
                session.add(Document(number=new.number, title=new.title, case_id=view["case"], state=state))
            return view

    @app.post("/cases/{case}/actions/{action}")
    def act(case: str, action: str, work: Work, me: Me, key: Key = None) -> dict[str, Any]:
        """Act, and keep the document's copy of the state in step, in one transaction."""
        with transaction() as session:
            inside = duban.within(session)
            view = inside.act(case, action, by=me, data=work.data, note=work.note, key=key).unwrap()
            plan = inside.show(view["parent"] or case, by=me)  # an item may have moved the plan it belongs to
            document = session.exec(select(Document).where(Document.case_id == plan["case"])).first()
            if document is None:
                raise HTTPException(404, f"case {case} is no document of this office")
            document.state = plan["states"][0]
            return view

    _questions(app, duban, transaction)
    return app


def _questions(app: FastAPI, duban: Duban, transaction: Transaction) -> None:
    @app.get("/todo")
    def todo(me: Me) -> list[dict[str, Any]]:
        """What waits for the user, the most urgent first, with the document it is about."""
        with transaction() as session:
            waiting = duban.within(session).todo(by=me)
            plans = [one["parent"] or one["case"] for one in waiting]
            found = session.exec(select(Document).where(col(Document.case_id).in_(plans)))
            documents = {one.case_id: one.model_dump() for one in found}
        return [{**one, "document": documents.get(plan)} for one, plan in zip(waiting, plans, strict=True)]

    @app.get("/cases/{case}/buttons")
    def buttons(case: str, me: Me, request: Request) -> list[dict[str, Any]]:
        """Every action as a button: what it needs, or as a tooltip why it cannot be pressed."""
        language = language_of(request)
        definition = duban.definition_of(case, by=me)
        titles = {action.id: action.title.pick(language) for _, action in definition.actions()}
        possible, impossible = duban.can(case, by=me)
        told = {one.action: [reason.message(language) for reason in one.reasons] for one in impossible}
        needs = {one.action: one.needs for one in possible}
        return [
            {"action": one, "title": titles[one], "needs": needs.get(one), "tooltip": told.get(one)}
            for one in titles
        ]

    @app.get("/cases/{case}/history")
    def history(case: str, me: Me) -> list[dict[str, Any]]:
        """Who did what and when, from the beginning."""
        return duban.history(case, by=me)
