"""What people read: whom a message concerns on this day, and the line that tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ..core import lamps
from ..core.case import Case
from ..core.commands import SYSTEM, Origin
from ..core.definition import Definition, Role
from ..core.facts import PRINCIPAL, UnitFacts
from ..core.reminding import Telling, due_of, pressing
from ..core.text import Text, many
from ..core.times import local, local_day, stamp
from ..delivery import Message
from ..ports import Directory, Standing, UnitOfWork
from . import chains, views
from .facts import Setting
from .probe import movers
from .sight import Sight

_HEAD = Role("", Text("", ""), post=PRINCIPAL, of="unit")
_HEAD_ABOVE = Role("", Text("", ""), post=PRINCIPAL, of="unit.parent")
_SUPERVISORS = Role("", Text("", ""), post="supervisor", of="unit.supervised_by")
_SHOWN = 50
"""Lines of a digest that are written out; the others are counted, and all are among its items."""


class Addressing:
    """Whom messages concern, for one batch: what the directory said once is not asked again."""

    def __init__(self, work: UnitOfWork, setting: Setting, now: datetime) -> None:
        self._work: UnitOfWork = _Remembering(work)
        self.setting = setting
        self.now = now
        self._cases: dict[str, Case | None] = {}
        self._secret: dict[str, bool] = {}
        self._sights: dict[str, Sight] = {}

    def case(self, case: str) -> Case | None:
        """The case as it stands."""
        if case not in self._cases:
            found = self._work.load([case], "none").get(case)
            self._cases[case] = found.case if found is not None else None
        return self._cases[case]

    def definition(self, case: Case) -> Definition:
        """The definition it began under."""
        return self._work.definition(case.body["digest"])

    def unit(self, case: Case) -> UnitFacts:
        """Its unit, on this day."""
        day = local_day(self.now, self.setting.zone)
        return self._work.directory.standing(case.unit, (), case.workflow, day).unit or UnitFacts(case.unit)

    def people(self, case: Case, asked: Telling) -> list[str]:
        """Who is told, by id: those who hold the posts on this day. Where nobody does, whoever is next above."""
        words = [*asked.to]
        found = [*asked.people, *(person for word in words for person in self._behind(case, word))]
        for word in ("principal", "supervisor", "parent"):
            if not found:
                found = list(self._behind(case, word))
        return (
            self._those_who_may_know(case, found) if self.is_secret(case.id) else list(dict.fromkeys(found))
        )

    def is_secret(self, case: str) -> bool:
        """Whether a case is confidential, or belongs to one that is."""
        if case not in self._secret:
            stands = self.case(case) if self._work.secret([case]) else None
            # Nobody in particular sees what a confidential case has opened for everybody to know.
            day = local_day(self.now, self.setting.zone)
            self._secret[case] = stands is not None and not Sight(self._work, None, day).sees(stands)
        return self._secret[case]

    def sight(self, person: str) -> Sight:
        """What a person may see."""
        if person not in self._sights:
            self._sights[person] = Sight(self._work, person, local_day(self.now, self.setting.zone))
        return self._sights[person]

    def _those_who_may_know(self, case: Case, people: Sequence[str]) -> list[str]:
        """Nobody is told of a confidential case who may not know of it; where that leaves nobody, whom it is open to."""
        rule = self.definition(case).confidential
        open_to = rule.to if rule is not None else ()
        others = (one for role in open_to for one in self._holders(case, self.definition(case).role(role)))
        for some in (people, others):
            known = [one for one in dict.fromkeys(some) if self.sight(one).sees(case)]
            if known:
                return known
        return []

    def _behind(self, case: Case, word: str) -> Iterable[str]:
        definition = self.definition(case)
        role = next((one for one in definition.roles if one.id == word), None)
        if role is not None:
            return self._holders(case, role)
        match word:
            case "responsible":
                bound = [case.data.get(one.person) for one in definition.roles if one.person is not None]
                return [one for one in bound if one] or self._movers(case)
            case "handlers":
                return self._movers(case)
            case "principal":
                return self._holders(case, _HEAD)
            case "parent":
                return self._holders(case, _HEAD_ABOVE)
            case _:
                roles = [one for one in definition.roles if one.of == "unit.supervised_by"] or [_SUPERVISORS]
                return [person for one in roles for person in self._holders(case, one)]

    def _holders(self, case: Case, role: Role) -> Sequence[str]:
        if role.person is not None:
            named = case.data.get(role.person)
            return [named] if named else []
        day = local_day(self.now, self.setting.zone)
        if role.place is not None:
            named = UnitFacts(str(case.data.get(role.place) or ""))
            return self._work.directory.holders(role.here, named, day)
        return chains.holders(self._work.directory, role, self.unit(case), day)

    def _movers(self, case: Case) -> Sequence[str]:
        origin = Origin(SYSTEM, self.now, self.now)
        return movers(self._work, self.setting, self.definition(case), case, origin)


class Lines:
    """The lines that people read."""

    def __init__(self, addressing: Addressing, colours: tuple[str, ...]) -> None:
        self._addressing = addressing
        self._colours = colours

    def completed(self, case: Case, message: Message) -> dict[str, Any]:
        """The message with what its kind leaves in the case: who is to know that an urge was not answered."""
        told = {**message.body, "kind": message.kind}
        if message.kind == "unanswered":
            urge = case.urges[str(message.body["urge"])]
            told["people"] = [urge["by"], *urge.get("to", ())]
        return told

    def is_running(self, case: Case, message: Message) -> bool:
        """Whether what a reminder is about is still to be done."""
        if message.kind == "unanswered":
            return "answer" not in case.urges[str(message.body["urge"])] and case.status == "open"
        running = case.deadlines.get(message.body.get("deadline", ""))
        return running is not None and running.get("due") == message.body.get("due")

    def for_person(self, item: dict[str, Any], case: str, person: str) -> dict[str, Any]:
        """A line as this person may read it: without the names of those whom a private field names."""
        stands = self._addressing.case(case)
        if stands is None or self._addressing.definition(stands).private is None:
            return item
        return self._addressing.sight(person).shade(stands).line(item)

    def item(self, case: Case, message: Message, asked: Telling) -> dict[str, Any]:
        """The line for a message, in JSON values; instants are local."""
        addressing, said = self._addressing, message.body
        definition, zone = addressing.definition(case), addressing.setting.zone
        state = definition.state(case.state)
        name = said.get("deadline")
        running = case.deadlines.get(name) if name is not None else None
        item: dict[str, Any] = {
            "case": case.id,
            "seq": message.seq,
            "kind": message.kind,
            "at": local(said["at"], zone),
            "workflow": case.workflow,
            "workflow_title": list(definition.title),
            "unit": case.unit,
            "unit_title": addressing.unit(case).title,
            "state": case.state,
            "state_title": list(state.title),
            "confidential": addressing.is_secret(case.id) or None,
        }
        if name is not None:
            last = running["last"] if running is not None else None
            item |= {
                "deadline": name,
                "rung": said.get("rung"),
                "overdue": said["due"] <= stamp(addressing.now),
            }
            item["due"] = (
                views.due_text(running, zone)
                if running is not None and last
                else views.end_text(said["due"], zone)
            )
            if last is not None:
                item["days_left"] = (date.fromisoformat(last) - local_day(addressing.now, zone)).days
            found = lamps.level(due_of(definition, name), running or {}, addressing.now, zone)
            item["lamp"] = lamps.colour(found, self._colours)
        if "urge" in said:
            item |= (
                {"urge": said["urge"], "by": said["actor"]}
                if message.kind != "unanswered"
                else {"urge": said["urge"]}
            )
            if message.kind in ("urged", "answered"):
                item["says"] = said.get("note")
            if message.kind == "urged" and "due" in said:
                item["due"] = views.due_text({**case.urges[str(said["urge"])], "due": said["due"]}, zone)
        if message.kind == "handed-over":
            item |= {"by": said["actor"], "says": said.get("note")}
        if asked.text is not None:
            item["text"] = list(asked.text)
        return {key: value for key, value in item.items() if value is not None}


def body_of(
    delivery: str,
    kind: str,
    person: str,
    day: str,
    items: Iterable[Mapping[str, Any]],
    *,
    urgent: bool = False,
) -> dict[str, Any]:
    """What is handed over. Of one deadline of a case only the last step is told, with how many came before it."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for item in sorted(items, key=lambda one: (one["case"], one["seq"])):
        about = (item["case"], item.get("deadline") or str(item["seq"]))
        before = latest.get(about)
        latest[about] = (
            {**item, "earlier": before.get("earlier", 0) + 1} if before is not None else dict(item)
        )
    lines = sorted(latest.values(), key=pressing)
    return {
        "id": delivery,
        "type": kind,
        "to": person,
        "day": day,
        "urgent": urgent,
        "items": lines,
        "text": {"zh": _worded(lines, "zh"), "en": _worded(lines, "en")},
    }


def _worded(lines: Sequence[Mapping[str, Any]], language: Any) -> str:
    told = [_line(one).pick(language) for one in lines[:_SHOWN]]
    if len(lines) > _SHOWN:
        rest = len(lines) - _SHOWN
        told.append(Text(f"另有 {rest} 件", f"and {rest} more").pick(language))
    if len(lines) > 1:
        late = sum(bool(one.get("overdue")) for one in lines)
        head = Text(
            f"待办提醒 {len(lines)} 件，其中超期 {late} 件", f"{len(lines)} reminders, {late} of them overdue"
        )
        told.insert(0, head.pick(language))
    return "\n".join(told)


def _line(item: Mapping[str, Any]) -> Text:
    workflow, state = Text(*item["workflow_title"]), Text(*item["state_title"])
    unit = item.get("unit_title") or item["unit"]
    sealed = Text("〔保密〕", "CONFIDENTIAL ") if item.get("confidential") else Text("", "")
    head = Text(
        f"【{_KINDS[item['kind']].zh}】{sealed.zh}{unit} {workflow.zh} {item['case']}（{state.zh}）",
        f"[{_KINDS[item['kind']].en}] {sealed.en}{unit}, {workflow.en} {item['case']} ({state.en})",
    )
    zh, en = [head.zh], [head.en]
    lamp = lamps.COLOURS.get(item.get("lamp", ""))
    if lamp is not None:
        zh.append(f"{lamp.zh}灯")
        en.append(f"{lamp.en} lamp")
    if "due" in item:
        due, days = item["due"][:16].replace("T", " "), item.get("days_left")
        zh.append(f"期限 {due}")
        en.append(f"due {due}")
        if days is not None and item.get("overdue"):
            zh.append(f"已超期 {-days} 天")
            en.append(f"{many(-days, 'day')} late")
        elif days is not None:
            zh.append(f"还剩 {days} 天")
            en.append(f"{many(days, 'day')} left")
    if item.get("says"):
        zh.append(f"{item.get('by', '')}：{item['says']}")
        en.append(f"{item.get('by', '')}: {item['says']}")
    if "text" in item:
        zh.append(item["text"][0])
        en.append(item["text"][1])
    return Text("；".join(zh), "; ".join(en))


class _Remembering:
    """A unit of work whose directory remembers what it said."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self.directory: Directory = _RememberingDirectory(work.directory)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)


class _RememberingDirectory:
    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._standing: dict[Any, Standing] = {}
        self._holders: dict[Any, tuple[str, ...]] = {}

    def standing(self, unit: str, people: Sequence[str], workflow: str, day: date) -> Standing:
        asked = (unit, tuple(people), workflow, day)
        if asked not in self._standing:
            self._standing[asked] = self._directory.standing(unit, people, workflow, day)
        return self._standing[asked]

    def holders(self, role: Role, unit: UnitFacts, day: date) -> tuple[str, ...]:
        asked = (role.post, role.of, unit, day)
        if asked not in self._holders:
            self._holders[asked] = self._directory.holders(role, unit, day)
        return self._holders[asked]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._directory, name)


_KINDS = {
    "reminded": Text("临期提醒", "due soon"),
    "overdue": Text("超期", "overdue"),
    "escalated": Text("超期升级", "escalated"),
    "unanswered": Text("催办未答复", "urge not answered"),
    "urged": Text("催办", "urged"),
    "answered": Text("催办答复", "urge answered"),
    "handed-over": Text("交接", "handed over to you"),
}
