from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from duban import Duban


@pytest.fixture
def client(host: Callable[[str], ModuleType], prepared_url: str) -> Iterator[TestClient]:
    """The FastAPI host with its clock running, spoken to as zhang would."""
    app = host("fastapi_host.app").create_app(prepared_url)
    with TestClient(app, headers={"X-User": "zhang"}, raise_server_exceptions=False) as opened:
        yield opened


def _documents(url: str) -> list[tuple[str, str]]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return [(one[0], one[1]) for one in connection.execute(text("SELECT number, state FROM document"))]


def _start(client: TestClient, plan: dict[str, Any], number: str = "水务〔2014〕1号", **headers: str) -> Any:
    new = {"number": number, "title": "整改方案", "unit": "water-bureau", "plan": plan}
    return client.post("/documents", json=new, headers=headers)


def _act(client: TestClient, case: str, action: str, by: str, **headers: str) -> Any:
    return client.post(f"/cases/{case}/actions/{action}", json={}, headers={"X-User": by, **headers})


def test_a_plan_and_the_document_are_stored_together(
    client: TestClient, duban: Duban, prepared_url: str, plan: dict[str, Any]
) -> None:
    """Starting answers 201, and afterwards both the case and the host's row are there."""
    answer = _start(client, plan)
    assert answer.status_code == 201
    case = answer.json()["case"]
    assert duban.show(case)["states"] == ["drafting"]
    assert _documents(prepared_url) == [("水务〔2014〕1号", "drafting")]


def test_when_the_host_s_row_is_refused_no_case_stays(
    client: TestClient, duban: Duban, prepared_url: str, plan: dict[str, Any]
) -> None:
    """A number already taken rolls back the host's transaction and with it the case just started."""
    first = _start(client, plan).json()["case"]
    assert _start(client, plan).status_code == 409
    assert [one["case"] for one in duban.list_cases()] == [first]
    assert len(_documents(prepared_url)) == 1
    assert duban.verify() == (1, [])


def test_when_the_start_is_refused_no_document_stays(
    client: TestClient, duban: Duban, prepared_url: str, plan: dict[str, Any]
) -> None:
    """A supervisor may not start a plan: 409, no case and no row."""
    answer = _start(client, plan, **{"X-User": "wang"})
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, "not-authorized")
    assert duban.list_cases() == []
    assert _documents(prepared_url) == []


def test_the_same_request_again_is_answered_again(
    client: TestClient, duban: Duban, prepared_url: str, plan: dict[str, Any]
) -> None:
    """A retry under the same key gives the same answer and leaves one case and one row."""
    first, second = (_start(client, plan, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert (second.status_code, second.json()) == (201, first.json())
    assert len(duban.list_cases()) == len(_documents(prepared_url)) == 1
    other = _start(client, {**plan, "roadmap": "另一份"}, **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_an_act_moves_the_case_and_the_host_s_copy_of_its_state(
    client: TestClient, duban: Duban, prepared_url: str, plan: dict[str, Any]
) -> None:
    """What the case says and what the host's row says change in one transaction."""
    case = _start(client, plan).json()["case"]
    assert _act(client, case, "submit", "zhang").status_code == 200
    assert duban.show(case)["states"] == ["team-review"]
    assert _documents(prepared_url)[0][1] == "team-review"


def test_a_refusal_is_409_in_the_reader_s_language(client: TestClient, plan: dict[str, Any]) -> None:
    """The wrong person reads code, words and values; in English for a reader of English."""
    case = _start(client, plan).json()["case"]
    chinese, english = (
        _act(client, case, "submit", "li", **{"Accept-Language": language}) for language in ("zh-CN", "en-GB")
    )
    assert chinese.status_code == english.status_code == 409
    (refusal,) = english.json()["refusals"]
    assert refusal["code"] == "not-authorized"
    assert refusal["message"].startswith("李二 (li) may not do 'submit to the supervision group'")
    assert refusal["values"]["holders"] == ["zhang"]
    assert "主要负责同志" in chinese.json()["refusals"][0]["message"]


def test_acting_twice_succeeds_once(client: TestClient, duban: Duban, plan: dict[str, Any]) -> None:
    """The second submit is refused with where the case now stands, and leaves the record alone."""
    case = _start(client, plan).json()["case"]
    answers = [_act(client, case, "submit", "zhang") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 409]
    assert answers[1].json()["refusals"][0]["code"] == "not-here"
    assert len(duban.history(case)) == len(client.get(f"/cases/{case}/history").json())
    assert duban.verify(case) == (1, [])


def test_a_fault_of_the_host_after_an_act_undoes_the_act(
    client: TestClient, duban: Duban, plan: dict[str, Any]
) -> None:
    """A case the host has no row for: the host gives up after the act, and the act is not stored."""
    case = duban.start("rectification-plan", unit="water-bureau", by="zhang", data=plan).case
    before = duban.events(case)
    assert _act(client, case, "submit", "zhang").status_code == 404
    assert duban.events(case) == before
    assert duban.show(case)["states"] == ["drafting"]


@pytest.mark.parametrize("path", ["/cases/nobody/history", "/cases/nobody/buttons"])
def test_an_unknown_case_is_404(client: TestClient, path: str) -> None:
    """The answer names the case."""
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.json() == {
        "code": "unknown",
        "message": "there is no case nobody; duban list shows the cases",
    }


def test_a_case_held_by_somebody_is_503_with_a_time_to_come_again(
    client: TestClient,
    duban: Duban,
    plan: dict[str, Any],
    holding: Callable[[str], AbstractContextManager[None]],
) -> None:
    """While another transaction holds the case, nothing is stored; afterwards the same request succeeds."""
    case = _start(client, plan).json()["case"]
    with holding(case):
        answer = _act(client, case, "submit", "zhang")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "2")
    assert duban.show(case)["states"] == ["drafting"]
    assert _act(client, case, "submit", "zhang").status_code == 200


def test_todo_names_the_host_s_document(client: TestClient, plan: dict[str, Any]) -> None:
    """The plan waits for the head until submitted, then for the supervisor."""
    case = _start(client, plan).json()["case"]
    (mine,) = client.get("/todo").json()
    assert (mine["case"], mine["document"]["number"]) == (case, "水务〔2014〕1号")
    _act(client, case, "submit", "zhang")
    assert client.get("/todo").json() == []
    assert [one["case"] for one in client.get("/todo", headers={"X-User": "wang"}).json()] == [case]


def test_a_button_is_live_or_says_why_not(client: TestClient, plan: dict[str, Any]) -> None:
    """Before the plan is submitted the head can submit it, and reads why it cannot be endorsed."""
    case = _start(client, plan).json()["case"]
    answer = client.get(f"/cases/{case}/buttons", headers={"Accept-Language": "en"})
    buttons = {one["action"]: one for one in answer.json()}
    assert buttons["submit"]["title"] == "submit to the supervision group"
    assert buttons["submit"]["tooltip"] is None
    assert isinstance(buttons["submit"]["needs"], list)
    assert buttons["endorse"]["needs"] is None
    assert "it belongs to: supervision group review" in buttons["endorse"]["tooltip"][0]


def test_the_clock_of_the_host_flags_what_is_late(
    host: Callable[[str], ModuleType],
    duban: Duban,
    prepared_url: str,
    unattended: Callable[[datetime], None],
    plan: dict[str, Any],
) -> None:
    """A host that was down over a term catches up when it starts again."""
    case = duban.start("rectification-plan", unit="water-bureau", by="zhang", data=plan).case
    unattended(duban.now() + timedelta(days=21))
    assert "overdue" not in {one["kind"] for one in duban.history(case)}
    with TestClient(host("fastapi_host.app").create_app(prepared_url)):
        for _ in range(400):
            if "overdue" in {one["kind"] for one in duban.history(case)}:
                break
            time.sleep(0.05)
    assert [one["kind"] for one in duban.history(case)].count("overdue") == 1
