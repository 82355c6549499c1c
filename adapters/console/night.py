"""`sweep` and `scheduler`: the nightly job, once or for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

import click

from .desk import Desk, command
from .grammar import Whole, option
from .language import language, words
from .progress import progress
from .reading import read_moment


@command(
    "sweep",
    "夜间任务：到期的提醒、超期、自动流转，各办一次",
    "the nightly job, once: reminders, overdue flags, automatic moves",
)
@option(
    "--as-of",
    metavar="DATETIME",
    zh="演练库：拨到此时，途中到期的依次办理",
    en="rehearsal: move the clock there; what falls due on the way fires",
)
@option("--last", is_flag=True, zh="只看上次的报告", en="only the last report")
def sweep(desk: Desk, as_of: str | None, last: bool) -> None:
    """Sweep."""
    from duban.engine.runtime.report import Report

    if last and as_of is not None:
        raise click.UsageError(
            words(
                "--last 只看上次的报告，不能与 --as-of 并用",
                "--last only reads the last report; it goes without --as-of",
            )
        )
    duban = desk.open()
    zone = duban.settings().zone
    if last:
        report = duban.last_sweep()
        if report is None:
            never = {**Report(duban.now()).json(), "as_of": None}
            desk.print(never, lambda: words("还没有运行过", "it has not run yet"))
            return
    else:
        moment = read_moment(as_of, zone) if as_of is not None else None
        with progress(duban.due_now if moment is None else None) as tell:
            report = duban.sweep(as_of=moment, progress=tell).json()
    view = report_view(report, zone)
    desk.print(view, lambda: report_words(view))


@command(
    "scheduler",
    "长期运行的定时进程，每 60 秒一次，启动时补办",
    "the long-running scheduler process: every 60 seconds, catching up at start",
)
@option(
    "--every",
    default=60,
    show_default=True,
    metavar="SECONDS",
    type=Whole(1, 3600),
    zh="间隔秒数",
    en="seconds between runs",
)
@option(
    "--channel",
    "channels",
    metavar="terminal|jsonl:PATH",
    multiple=True,
    zh="每次之后送达到此；不写则用 duban notices 所设",
    en="deliver there after each run; otherwise what duban notices has set",
)
def scheduler(desk: Desk, every: int, channels: tuple[str, ...]) -> None:
    """Run for ever."""
    from duban.engine.logs import configure
    from duban.engine.scheduler import serve

    from .notices import open_channels

    duban = desk.open()
    opened = open_channels(channels or duban.settings().channels)
    configure()
    serve(duban, every=every, tell=(lambda: duban.deliver(opened)) if opened else None)


def report_view(report: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """A report with its instant in the zone of the database."""
    from duban.engine.core.times import local

    return {**report, "as_of": local(report["as_of"], zone)}


def report_words(view: Mapping[str, Any]) -> str:
    """A report in words: when, and what there was to do."""
    from duban.engine.app.calendar import unannounced_text

    from .tables import moment

    figures = [(view[name], words(*said)) for name, said in _FIGURES.items() if view.get(name)]
    told = words("，", ", ").join(words(f"{said} {number}", f"{number} {said}") for number, said in figures)
    if not view["checked"]:
        told = words("，", ", ").join(filter(None, [words("没有到期的事", "nothing fell due"), told]))
    if not view.get("finished", True):
        told += words("（未运行完：以上为中断前已办的）", " (it did not finish; this is what it had done)")
    first = moment(view["as_of"]) + words("：", ": ") + told
    warned = (unannounced_text(one["year"]).pick(language()) for one in view.get("warnings", ()))
    return "\n".join([first, *warned, *(f"  {case}: {fault}" for case, fault in view["failures"].items())])


_FIGURES = {
    "checked": ("核对", "checked"),
    "overdue": ("新超期", "newly overdue"),
    "reminded": ("提醒", "reminded"),
    "escalated": ("升级", "escalated"),
    "moved": ("自动流转", "moved by themselves"),
    "recounted": ("因日历改变重算期限", "deadlines counted again by a changed calendar"),
    "held": ("他人正在办理、留待下次", "held by others and left to the next run"),
    "failed": ("失败", "failed"),
    "parked": ("现被搁置", "now put aside"),
    "provisional": ("现有期限暂定", "now with a provisional deadline"),
    "undetermined": ("现有期限未定", "now with a deadline not known yet"),
}
COMMANDS = {"sweep": sweep, "scheduler": scheduler}
