"""`deliver`, `notices`, `urge`, `answer`: what people are told, and what they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput

from .desk import BY, CASE, KEY, LOOKER, ON_BEHALF_OF, Desk, command
from .grammar import Name, Whole, argument, option
from .language import language, words
from .reading import read_term

if TYPE_CHECKING:
    from duban.engine.app import Duban
    from duban.engine.delivery import Channel
    from duban.engine.store.settings import Settings

_CHANNELS = option(
    "--channel",
    "channels",
    metavar="terminal|jsonl:PATH",
    multiple=True,
    zh="送达渠道；不写则用 duban notices 所设",
    en="where to; otherwise what duban notices has set",
)
_TEXT = option("--text", required=True, zh="内容", en="the words")


@command(
    "deliver",
    "把到点的提醒、催办送达各人：每人每日一份，可重复运行",
    "hand reminders and urges over to people: one digest a person and day; may be run again at any time",
    example="duban deliver --channel terminal\nduban deliver --channel jsonl:notices.jsonl",
)
@_CHANNELS
@option(
    "--parked", is_flag=True, zh="只列出多次失败后搁置的", en="only list what was parked after many failures"
)
@option("--retry", metavar="ID", zh="重送一件搁置的", en="take one that is parked up again")
@LOOKER
def deliver(desk: Desk, channels: tuple[str, ...], parked: bool, retry: str | None, by: str | None) -> None:
    """Deliver."""
    duban = desk.look(by)
    settings = duban.settings()
    if parked:
        _tell_parked(desk, duban.deliveries(status="parked", by=by))
        return
    if retry is not None:
        duban.retry_delivery(retry, by=by)
    names = channels or settings.channels
    if not names:
        raise InvalidInput(_NO_CHANNEL)
    if desk.as_json and "terminal" in names:
        raise click.UsageError(
            words(
                "--json 不能与 terminal 渠道同用", "--json and the channel terminal write to the same place"
            )
        )
    report = duban.deliver(open_channels(names)).json()
    desk.print(report, lambda: handed_words(report))


def open_channels(names: tuple[str, ...]) -> list[Channel]:
    """The channels of these names, in the reader's language."""
    from ..notification import channel_of

    return [channel_of(one, language()) for one in names]


@command(
    "notices",
    "查看或设置：灯色、送达时段、定时进程的送达渠道",
    "see or set the colours of the lamps, the hours of delivery, the channels of the scheduler",
    example="duban notices --lamps blue,yellow,red --hours 08:30-18:00 --channel jsonl:/var/lib/duban/notices.jsonl",
)
@option(
    "--lamps",
    metavar="COLOURS",
    zh="三种灯色，由轻到重（默认蓝橙红）",
    en="three colours, mildest first (default blue,orange,red)",
)
@option(
    "--hours",
    metavar="HH:MM-HH:MM|always",
    zh="工作日的送达时段（默认 08:30-18:00）",
    en="when people are reached on workdays (default 08:30-18:00)",
)
@_CHANNELS
def notices(desk: Desk, lamps: str | None, hours: str | None, channels: tuple[str, ...]) -> None:
    """See or set."""
    duban = desk.open()
    open_channels(channels)
    settings = duban.set_notices(colours=lamps, hours=hours, channels=channels or None)
    value = _settings(settings)
    desk.print(value, lambda: _settings_words(settings, value))


@command(
    "urge",
    "催办：督促应办的人，可要求限期答复",
    "urge those who have to act, with a term for the answer if one is wanted",
    example='duban urge CASE --text "please report" --within "2 workdays" --by wang',
)
@CASE
@_TEXT
@option("--within", metavar="TERM", zh="限多久答复", en="how long they have to answer")
@option(
    "--to",
    metavar="PERSON",
    type=Name(),
    multiple=True,
    zh="点名催办的人（默认应办的人）",
    en="who is urged by name (default: who has to act)",
)
@option("--urgent", is_flag=True, zh="加急：不等工作时段", en="told at once, at any hour")
@BY
@ON_BEHALF_OF
@KEY
def urge(
    desk: Desk,
    case: str,
    text: str,
    within: str | None,
    to: tuple[str, ...],
    urgent: bool,
    by: str,
    on_behalf_of: str | None,
    key: str | None,
) -> None:
    """Urge."""
    term = read_term(within) if within is not None else None
    duban = desk.open()
    answer = duban.urge(
        case, text, by=by, within=term, to=to, urgent=urgent, on_behalf_of=on_behalf_of, key=key
    )
    _tell(desk, duban, answer.unwrap())


@command(
    "answer",
    "答复催办",
    "answer an urge",
    example='duban answer CASE 1 --text "two of three are done" --by li',
)
@CASE
@argument(
    "urge", "催办的编号，见 duban show", "the number of the urge, see duban show", type=Whole(1, 999_999_999)
)
@_TEXT
@BY
@ON_BEHALF_OF
@KEY
def answer(
    desk: Desk, case: str, urge: int, text: str, by: str, on_behalf_of: str | None, key: str | None
) -> None:
    """Answer."""
    duban = desk.open()
    _tell(desk, duban, duban.answer(case, urge, text, by=by, on_behalf_of=on_behalf_of, key=key).unwrap())


def handed_words(report: dict[str, Any]) -> str:
    """What a delivery did, in words."""
    figures = [(report[name], words(*said)) for name, said in _FIGURES.items() if report[name]]
    told = words("，", ", ").join(words(f"{said} {number}", f"{number} {said}") for number, said in figures)
    lines = [told or words("没有要送达的", "nothing was to be delivered")]
    return "\n".join([*lines, *(f"  {name}: {fault}" for name, fault in report["faults"].items())])


def _tell(desk: Desk, duban: Duban, view: dict[str, Any]) -> None:
    def text() -> str:
        from .names import Names
        from .wording import urge_lines

        return "\n".join(f"{name}  {said}" for name, said in urge_lines(view, Names(duban)))

    desk.print(view, text)


def _tell_parked(desk: Desk, parked: list[dict[str, Any]]) -> None:
    def text() -> str:
        from .tables import table

        if not parked:
            return words("没有搁置的消息", "nothing is parked")
        rows = [(one["id"], one["person"] or "—", one["attempts"], one["fault"]) for one in parked]
        return table(words("编号|收件人|次数|原因", "id|person|tries|why").split("|"), rows)

    keys = ("id", "person", "day", "attempts", "fault")
    desk.print({"parked": [{key: one[key] for key in keys} for one in parked]}, text)


def _settings(settings: Settings) -> dict[str, Any]:
    hours = settings.hours
    told = "always" if hours is None else f"{hours.begin:%H:%M}-{hours.end:%H:%M}"
    return {"lamps": list(settings.lamps), "hours": told, "channels": list(settings.channels)}


def _settings_words(settings: Settings, value: dict[str, Any]) -> str:
    from duban.engine.core.lamps import COLOURS

    from .tables import facts

    colours = words("、", ", ").join(COLOURS[one].pick(language()) for one in settings.lamps)
    hours = words("不限", "any hour") if settings.hours is None else value["hours"]
    channels = " ".join(settings.channels) or words(
        "未设，定时进程不送达", "none: the scheduler delivers nothing"
    )
    return facts(
        [
            (words("灯色", "lamps"), colours),
            (words("送达时段", "hours"), hours),
            (words("渠道", "channels"), channels),
        ]
    )


_FIGURES = {
    "sent": ("已送达", "handed over"),
    "put_off": ("留待工作时段", "put off to working hours"),
    "moot": ("已办、不必再提醒", "of no use any more"),
    "nobody": ("无人可告", "with nobody to be told"),
    "failed": ("失败、将重试", "failed, to be tried again"),
    "parked": ("搁置", "parked"),
}
_NO_CHANNEL = Text(
    "没有送达渠道；请用 --channel terminal 或 --channel jsonl:文件 指定，或用 duban notices --channel 设定",
    "no channel to deliver to; name one with --channel terminal or --channel jsonl:PATH, or set it with duban "
    "notices --channel",
)
COMMANDS = {"deliver": deliver, "notices": notices, "urge": urge, "answer": answer}
