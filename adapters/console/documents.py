"""`editions`, `diff`, `correct`: what a document said each time, what differs, and corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from duban.engine.core.definition import Definition
from duban.engine.core.fields import FieldType
from duban.engine.errors import InvalidInput

from .acts import DATA, NO_NOTE, tell
from .desk import BY, CASE, KEY, LOOKER, ON_BEHALF_OF, Desk, command
from .grammar import Whole, argument, option
from .language import language, words
from .reading import read_data

_MOST = 60
"""Columns of a value."""
_NUMBER = Whole(0, 999_999_999)


@command(
    "editions",
    "文稿的各版：何时、何人、第几轮，为什么退回重报",
    "the editions of a document: when, by whom, in which round, and why it came back",
    example="duban editions case-1",
)
@CASE
@LOOKER
def editions(desk: Desk, case: str, by: str | None) -> None:
    """List editions."""
    duban = desk.look(by)
    view = duban.editions(case, by=by)

    def text() -> str:
        from .fields import learn
        from .names import Names
        from .tables import table

        names, definition = Names(duban), duban.definition_of(case, by=by)
        causes = [cause for one in view["editions"] for cause in one["causes"]] + view["since"]
        names.learn(people=sorted({one["actor"] for one in (*view["editions"], *causes)} - {None}))
        for cause in causes:
            learn(definition, cause["data"], names)
        if not view["editions"]:
            return words("还没有报送过", "nothing has been handed in yet")
        heads = words("版次|时间|办理人|轮次|缘由|附言", "edition|when|by|round|why anew|note").split("|")
        rows: list[Sequence[object]] = [
            (
                one["edition"],
                one["at"][:16].replace("T", " "),
                names.person(one["actor"]),
                one["round"],
                _causes(one["causes"], definition, names) or "—",
                one["note"] or "—",
            )
            for one in view["editions"]
        ]
        told = table(heads, rows)
        if view["since"]:
            since = _causes(view["since"], definition, names)
            told += "\n" + words(f"最后一版之后：{since}", f"since the last edition: {since}")
        return told

    desk.print(view, text)


@command(
    "diff",
    "两版文稿逐项比较；不写版次则看最后一版改了什么",
    "what differs between two editions, field by field; without numbers, what is new in the last",
    example="duban diff case-1\nduban diff case-1 2\nduban diff case-1 1 3",
)
@CASE
@argument(
    "old",
    "版次；单写一个，看这一版改了什么",
    "an edition; alone, what is new in it",
    type=_NUMBER,
    required=False,
)
@argument(
    "new", "与它比较的后一版", "the later edition that it is compared with", type=_NUMBER, required=False
)
@LOOKER
def diff(desk: Desk, case: str, old: int | None, new: int | None, by: str | None) -> None:
    """Compare editions."""
    if old is not None and new is not None and old >= new:
        raise click.UsageError(words("前一版的版次须小于后一版", "the earlier edition comes first"))
    duban = desk.look(by)
    view = duban.differences(case, old, new, by=by)

    def text() -> str:
        from .fields import learn
        from .names import Names

        definition, names = duban.definition_of(case, by=by), Names(duban)
        for edition in duban.editions(case, by=by)["editions"]:
            if edition["edition"] in (view["old"], view["new"]):
                learn(definition, edition["document"], names)
        head = words(f"第 {view['old']} 版 → 第 {view['new']} 版", f"edition {view['old']} → {view['new']}")
        if view["old"] == 0:
            head = words(f"第 {view['new']} 版（首次报送）", f"edition {view['new']} (the first)")
        lines = [_difference(one, definition, names) for one in view["changes"]]
        return "\n".join([head, *(lines or [words("没有改动", "nothing differs")])])

    desk.print(view, text)


@command(
    "correct",
    "更正已填报的内容：另记一笔，写明原值、新值和理由",
    "correct what was filled in, by a new event that tells old, new and why; nothing recorded is changed",
    example="duban correct CASE --set due=2014-10-15 --note 日期录错 --by zhang",
)
@CASE
@DATA[0]
@DATA[1]
@option("--note", required=True, zh="更正的理由", en="why")
@BY
@ON_BEHALF_OF
@KEY
def correct(
    desk: Desk,
    case: str,
    data: str | None,
    settings: tuple[str, ...],
    note: str,
    by: str,
    on_behalf_of: str | None,
    key: str | None,
) -> None:
    """Correct fields."""
    if not note.strip():
        raise InvalidInput(NO_NOTE)
    if data is None and not settings:
        raise click.UsageError(
            words("请用 --set 或 --data 写明更正的内容", "say what is corrected with --set or --data")
        )
    filled = read_data(data, settings)
    duban = desk.open()
    answer = duban.correct(case, filled, by=by, note=note, on_behalf_of=on_behalf_of, key=key)
    tell(desk, duban, answer.unwrap(), by)


def _causes(causes: Sequence[Mapping[str, Any]], definition: Definition, names: Any) -> str:
    """What has happened to an edition, in words."""
    return words("；", "; ").join(_cause(one, definition, names) for one in causes)


def _cause(cause: Mapping[str, Any], definition: Definition, names: Any) -> str:
    from .fields import lines
    from .wording import KINDS

    action = definition.state(cause["state"]).action(cause["action"]) if cause["action"] else None
    what = action.title.pick(language()) if action is not None else words(*KINDS[cause["kind"]])
    said = [f"{title} {value}" for title, value in lines(definition, cause["data"], names, _MOST)]
    told = words("，", ", ").join(filter(None, [*said, cause["note"]]))
    who = names.person(cause["actor"])
    return words(f"{what}（{who}）", f"{what} ({who})") + (words("：", ": ") + told if told else "")


_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}


def _difference(change: Mapping[str, Any], definition: Definition, names: Any) -> str:
    """`~ 问题清单 第 3 条 措施：旧 → 新`."""
    from .fields import said_of
    from .tables import clean, shortened

    place, kind = _place(change["path"], definition)

    def value(one: Any) -> str:
        if change["change"] == "moved":
            return words("、", ", ").join(map(str, one))
        return said_of(definition, kind, one, names)

    told = [shortened(value(change[one]), _MOST) for one in ("old", "new") if one in change]
    return clean(f"{_SIGNS[change['change']]} {place}{words('：', ': ')}{' → '.join(told)}")


def _place(path: Sequence[str], definition: Definition) -> tuple[str, FieldType | None]:
    """Where something differs, in words, and the type of what stands there."""
    field = definition.field(path[0])
    if field is None:
        return path[0], None
    told, kind = [field.title.pick(language())], field.type
    for step in path[1:]:
        if kind.kind == "list" and kind.of is not None:
            told.append(words(f"第 {step} 条", f"no. {step}"))
            kind = kind.of
        elif kind.kind == "record":
            column = next(one for one in definition.record(kind.name or "").fields if one.name == step)
            told.append(column.title.pick(language()))
            kind = column.type
    return " ".join(told), kind


COMMANDS: dict[str, click.Command | Callable[..., Any]] = {
    "editions": editions,
    "diff": diff,
    "correct": correct,
}
