from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from duban import Duban

STAFF = [
    ("zhang", "张一", "局长", "water"),
    ("li", "李二", "副局长", "water"),
    ("he", "何三", "副局长", "water"),
    ("wang", "王四", "督导员", "team"),
    ("chen", "陈五", "联络员", "liaison"),
    ("sun", "孙八", "司机", "water"),
]
DEPARTMENTS = [
    ("city", "市委", None, None),
    ("team", "第三督导组", "city", None),
    ("liaison", "联络组", "city", None),
    ("water", "市水务局", "city", "team"),
]


@pytest.fixture
def staff(host: Callable[[str], ModuleType]) -> ModuleType:
    """The module of the host's staff tables."""
    return host("flask_host.staff")


@pytest.fixture
def session(prepared_url: str, app: Flask) -> Iterator[Session]:
    """The host's own database session, after its application has made the tables."""
    engine = create_engine(prepared_url, poolclass=NullPool)
    with Session(engine) as opened:
        yield opened


@pytest.fixture
def app(host: Callable[[str], ModuleType], staff: ModuleType, prepared_url: str) -> Iterator[Flask]:
    """The Flask host with its staff; the directory of the engine holds other units and posts."""
    application: Flask = host("flask_host.app").create_app(prepared_url)
    engine = create_engine(prepared_url, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        for department, name, above, supervised_by in DEPARTMENTS:
            session.add(staff.Department(id=department, name=name, above=above, supervised_by=supervised_by))
        session.flush()
        for employee, name, job, department in STAFF:
            session.add(staff.Employee(id=employee, name=name, job=job, department=department))
    yield application
    application.extensions["duban"].close()
    application.extensions["engine"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The host as a browser meets it."""
    return app.test_client()


def _start(client: FlaskClient, plan: dict[str, Any], by: str = "zhang", number: str = "1号") -> Any:
    new = {"number": number, "title": "整改方案", "unit": "water", "plan": plan}
    return client.post("/documents", json=new, headers={"X-User": by})


def _act(client: FlaskClient, case: str, action: str, by: str, work: dict[str, Any] | None = None) -> Any:
    return client.post(
        f"/cases/{case}/actions/{action}",
        json=work or {},
        headers={"X-User": by, "Accept-Language": "en"},
    )


def _get(client: FlaskClient, path: str, by: str) -> Any:
    return client.get(path, headers={"X-User": by, "Accept-Language": "en"})


def _numbers(session: Session) -> list[str]:
    with session.begin():
        return list(session.execute(text("SELECT number FROM document")).scalars())


def test_a_plan_and_the_document_are_stored_together(
    client: FlaskClient, duban: Duban, session: Session, plan: dict[str, Any]
) -> None:
    """Starting answers 201, and afterwards both the case and the host's row are there."""
    answer = _start(client, plan)
    assert answer.status_code == 201
    assert duban.show(answer.json["case"])["states"] == ["drafting"]
    assert _numbers(session) == ["1号"]


def test_when_the_host_s_row_is_refused_no_case_stays(
    client: FlaskClient, duban: Duban, session: Session, plan: dict[str, Any]
) -> None:
    """A number already taken fails the host's commit, and the case just started goes with it."""
    first = _start(client, plan).json["case"]
    assert _start(client, plan).status_code == 409
    assert [one["case"] for one in duban.list_cases()] == [first]
    assert _numbers(session) == ["1号"]


def test_when_the_host_fails_after_an_act_nothing_is_stored(
    client: FlaskClient, duban: Duban, plan: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host's commit fails after the act went well: the act is not in the record."""
    case = _start(client, plan).json["case"]
    before = duban.events(case)

    def no_commit(session: Session) -> None:
        raise ConnectionError("the host's own trouble")

    with monkeypatch.context() as patched:
        patched.setattr(Session, "commit", no_commit)
        assert _act(client, case, "submit", "zhang").status_code == 500
    assert duban.events(case) == before
    assert _act(client, case, "submit", "zhang").status_code == 200


def test_who_may_is_read_from_the_host_s_staff(
    client: FlaskClient, duban: Duban, session: Session, staff: ModuleType, plan: dict[str, Any]
) -> None:
    """A new head in the staff table is the head at the next request, with nothing imported."""
    case = _start(client, plan).json["case"]
    refused = _act(client, case, "submit", "li")
    assert refused.status_code == 409
    (refusal,) = refused.json["refusals"]
    assert (refusal["code"], refusal["values"]["holders"]) == ("not-authorized", ["zhang"])
    with session.begin():
        session.execute(update(staff.Employee).where(staff.Employee.id == "zhang").values(job="副局长"))
        session.execute(update(staff.Employee).where(staff.Employee.id == "li").values(job="局长"))
    refused = _act(client, case, "submit", "zhang")
    assert refused.json["refusals"][0]["values"]["holders"] == ["li"]
    # li holds the post now; what is refused is that zhang, no longer head, presided over the plan
    codes = [one["code"] for one in _act(client, case, "submit", "li").json["refusals"]]
    assert codes == ["condition"]
    assert _act(client, case, "submit", "li", {"data": {"presided_by": "li"}}).status_code == 200


def test_whoever_left_the_office_may_nothing(
    client: FlaskClient, session: Session, staff: ModuleType, plan: dict[str, Any]
) -> None:
    """The last day at work is the last day on which one may act; the record still knows the person."""
    case = _start(client, plan).json["case"]
    with session.begin():
        gone = update(staff.Employee).where(staff.Employee.id == "zhang").values(left=date(2014, 7, 31))
        session.execute(gone)
    answer = _act(client, case, "submit", "zhang")
    assert [one["code"] for one in answer.json["refusals"]] == ["not-authorized", "condition"]


def test_a_deputy_acts_for_the_head_while_he_is_away(
    client: FlaskClient, duban: Duban, session: Session, staff: ModuleType, plan: dict[str, Any]
) -> None:
    """Standing in needs an absence in the staff table, and the record names both."""
    case = _start(client, plan).json["case"]
    work = {"on_behalf_of": "zhang"}
    answer = _act(client, case, "submit", "he", work)
    assert [one["code"] for one in answer.json["refusals"]] == ["no-delegation"]
    with session.begin():
        session.execute(
            update(staff.Employee)
            .where(staff.Employee.id == "zhang")
            .values(deputy="he", away_until=date(2014, 8, 1))
        )
    assert _act(client, case, "submit", "he", work).status_code == 200
    acted = [one for one in duban.history(case) if one["action"] == "submit"]
    assert [(one["actor"], one["on_behalf_of"]) for one in acted] == [("he", "zhang")]


def test_todo_follows_the_staff_table(client: FlaskClient, plan: dict[str, Any]) -> None:
    """The plan waits for the head, then for the supervisors of its unit, then for the liaison group."""
    case = _start(client, plan).json["case"]
    (mine,) = _get(client, "/todo", "zhang").json
    assert (mine["case"], mine["document"]) == (case, "1号 整改方案")
    for action, by, then in [("submit", "zhang", "wang"), ("endorse", "wang", "chen")]:
        assert _get(client, "/todo", then).json == []
        assert _act(client, case, action, by).status_code == 200
        assert [one["case"] for one in _get(client, "/todo", then).json] == [case]
    assert _get(client, "/todo", "sun").json == []


def test_acting_twice_succeeds_once(client: FlaskClient, duban: Duban, plan: dict[str, Any]) -> None:
    """The second submit is refused with where the case now stands, and leaves the record alone."""
    case = _start(client, plan).json["case"]
    answers = [_act(client, case, "submit", "zhang") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 409]
    assert answers[1].json["refusals"][0]["code"] == "not-here"
    assert duban.verify(case) == (1, [])


def test_a_person_or_a_case_nobody_knows_is_404(client: FlaskClient, plan: dict[str, Any]) -> None:
    """Somebody whom only the engine's own directory knows is unknown here."""
    case = _start(client, plan).json["case"]
    for path, by in [
        ("/cases/nobody/history", "zhang"),
        (f"/cases/{case}/buttons", "zhao"),
        ("/todo", "zhao"),
    ]:
        answer = _get(client, path, by)
        assert (answer.status_code, answer.json["code"]) == (404, "unknown")


def test_a_case_held_by_somebody_is_503_with_a_time_to_come_again(
    client: FlaskClient,
    duban: Duban,
    plan: dict[str, Any],
    holding: Callable[[str], AbstractContextManager[None]],
) -> None:
    """While another transaction holds the case, nothing is stored; afterwards the same request succeeds."""
    case = _start(client, plan).json["case"]
    with holding(case):
        answer = _act(client, case, "submit", "zhang")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "2")
    assert _act(client, case, "submit", "zhang").status_code == 200


def test_a_button_is_live_or_says_why_not(client: FlaskClient, plan: dict[str, Any]) -> None:
    """The supervisor can press nothing yet, and reads why not; then he reads what sending back needs."""
    case = _start(client, plan).json["case"]
    buttons = _get(client, f"/cases/{case}/buttons", "wang").json
    assert "it belongs to: supervision group review" in buttons["endorse"]["tooltip"][0]
    _act(client, case, "submit", "zhang")
    buttons = _get(client, f"/cases/{case}/buttons", "wang").json
    assert (buttons["endorse"], buttons["return"]) == ({"needs": []}, {"needs": ["deficiencies"]})


def test_the_night_of_the_host_flags_what_is_late(
    app: Flask,
    client: FlaskClient,
    duban: Duban,
    unattended: Callable[[datetime], None],
    plan: dict[str, Any],
) -> None:
    """The host's nightly command says what it did; run again, it flags nothing twice."""
    case = _start(client, plan).json["case"]
    unattended(duban.now() + timedelta(days=21))
    reports = [json.loads(app.test_cli_runner().invoke(args=["night"]).output) for _ in range(2)]
    assert [one["overdue"] for one in reports] == [1, 0]
    assert [one["kind"] for one in duban.history(case)].count("overdue") == 1
