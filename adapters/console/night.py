"""`sweep` and `scheduler`: the nightly job, once or for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

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
    duban = desk.open()
    zone = duban.settings().zone
    if last:
        report = duban.last_sweep()
        if report is None:
            desk.print({"last": None}, lambda: words("还没有运行过", "it has not run yet"))
            return
    else:
        moment = read_moment(as_of, zone) if as_of is not None else None
        with progress() as tell:
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
def scheduler(desk: Desk, every: int) -> None:
    """Run for ever."""
    from duban.engine.logs import configure
    from duban.engine.scheduler import serve

    duban = desk.open()
    duban.settings()
    configure()
    serve(duban, every=every)


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
    first = moment(view["as_of"]) + words("：", ": ") + (told or words("没有到期的事", "nothing fell due"))
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
}
COMMANDS = {"sweep": sweep, "scheduler": scheduler}
