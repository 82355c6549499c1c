"""`sweep` and `scheduler`: the nightly job, once or for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from .desk import Desk, command
from .grammar import Whole, option
from .language import words
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
    """A report in words."""
    said = words(
        "{as_of}：核对 {checked}，新超期 {overdue}，提醒 {reminded}，升级 {escalated}，自动流转 {moved}，失败 {failed}",
        "{as_of}: {checked} checked, {overdue} newly overdue, {reminded} reminded, {escalated} escalated, "
        "{moved} moved by themselves, {failed} failed",
    ).format(**view)
    return "\n".join([said, *(f"  {case}: {fault}" for case, fault in view["failures"].items())])


COMMANDS = {"sweep": sweep, "scheduler": scheduler}
