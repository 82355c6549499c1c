"""The command line: a table of commands, each loaded only when it is called.

    duban --db sqlite:///duban.db show 4kqw7mzn2xyp --json

The bodies lie in `adapters/console/`; no rule lives there either.
"""

from __future__ import annotations

import gc
import json
import sys
from importlib import import_module
from typing import Any

import click

from .adapters.console.grammar import JSON, Group, Option
from .adapters.console.language import language
from .engine.core.text import Text

_TABLE: dict[str, tuple[str, Text]] = {
    "init": ("setup", Text("新建或升级数据库，部署自带流程", "create or upgrade the database, deploy the shipped workflows")),
    "demo": ("demo", Text("在演练库上演示一场小型活动", "play a small campaign on a rehearsal database")),
    "clock": ("setup", Text("查看或拨动演练库的时钟", "read or move the clock of a rehearsal database")),
    "org": ("setup", Text("导入单位、人员、职务、委托", "import units, people, posts, delegations")),
    "calendar": ("calendar", Text("工作日历：查看、导入放假通知", "the calendar of working days: show it, import notices")),
    "check": ("files", Text("检查流程定义文件", "check definition files")),
    "fmt": ("files", Text("整理流程定义文件的格式", "put definition files into canonical form")),
    "test": ("files", Text("运行流程定义文件中的情景", "run the scenarios in definition files")),
    "term": ("term", Text("读一句期限，如「自收到之日起5个工作日内」", "read a deadline phrase as officials write it")),
    "doc": ("pictures", Text("把流程定义写成一步一表的说明", "tell a definition as one table a step")),
    "graph": ("pictures", Text("画出流程图", "draw a workflow")),
    "deploy": ("setup", Text("部署流程定义", "register definitions")),
    "workflows": ("setup", Text("列出已部署的流程", "list what is deployed")),
    "start": ("acts", Text("立项：新建一个事项", "open a new case")),
    "do": ("acts", Text("办理一个动作", "do an action of a case")),
    "cancel": ("acts", Text("撤销一个事项", "end a case without success or failure")),
    "batch": ("batch", Text("统一办理：几个事项一起报送", "forward several cases together under one number")),
    "correct": ("documents", Text("更正已填报的内容", "correct what was filled in")),
    "hand-over": ("succession", Text("人员调整：交接在办事项", "people move: hand their open cases over")),
    "import-cases": ("earlier", Text("补录前一阶段的事项", "enter cases of an earlier phase with past dates")),
    "ballot": ("ballot", Text("群众评议：名册、投票、计票、结果", "ballots: roll, cast, tally, result")),
    "can": ("questions", Text("现在能办什么；不能办的为什么不能", "what may be done now, and for the rest why not")),
    "draw": ("draws", Text("随机抽取：重新抽取并核对", "random samples: drawn again and held against the record")),
    "show": ("questions", Text("事项现状", "where a case stands")),
    "history": ("questions", Text("事项经过", "what happened to a case")),
    "editions": ("documents", Text("文稿的各个版次", "the editions of a document")),
    "diff": ("documents", Text("两版文稿逐项比较", "what differs between two editions")),
    "list": ("questions", Text("列出事项", "list cases")),
    "todo": ("questions", Text("某人的待办，最急的在前", "what waits for a person, most urgent first")),
    "gates": ("gates", Text("关口：须待哪些别的事项，怎样才能放行", "gates: what other cases have to have come to first")),
    "report": ("report", Text("报表：各单位的汇总、清单、缺项漏项", "reports: boards of units, lists, what is missing")),
    "due": ("due", Text("事项的各个时限", "every deadline of a case")),
    "milestone": ("due", Text("有名日期：确定、查看", "named dates that deadlines hang on: set, list")),
    "parameter": ("parameter", Text("各地自行确定的数值：设定、查看", "figures that each place sets for itself: set, list")),
    "register": ("register", Text("目录：查看、增补、停用", "open catalogues: list, show, add, retire")),
    "sweep": ("night", Text("夜间任务：运行一次，或看上次报告", "the nightly job, once; or its last report")),
    "scheduler": ("night", Text("长期运行的定时进程", "the long-running scheduler process")),
    "deliver": ("notices", Text("送达到点的提醒与催办", "hand over what people are to be told")),
    "notices": ("notices", Text("灯色、送达时段与渠道", "colours of lamps, hours and channels of delivery")),
    "urge": ("notices", Text("催办", "urge those who have to act")),
    "answer": ("notices", Text("答复催办", "answer an urge")),
    "verify": ("questions", Text("重放并核对记录", "replay and hash-check the record")),
}  # fmt: skip


class _Commands(Group):
    """The commands by name, each imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_TABLE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _TABLE:
            return None
        module = import_module(f".adapters.console.{_TABLE[cmd_name][0]}", __package__)
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command named, or tell the version."""
        if not ctx.meta.get(_VERSION):
            return super().invoke(ctx)
        from . import __version__

        click.echo(json.dumps({"version": __version__}) if ctx.meta.get(JSON) else f"duban {__version__}")
        return 0

    def lines(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Each command from the table, without importing it."""
        return [(name, text.pick(language())) for name, (_, text) in _TABLE.items()]


_VERSION = "duban.version"
"""Where it lies in `click.Context.meta` that the version was asked for; it is told once `--json` has been read."""


def _ask_version(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    if asked:
        ctx.meta[_VERSION] = True


commands = _Commands(
    "duban",
    text=Text(
        "督办：有时限的长流程办件引擎。第一次用：duban demo 看演示；duban init 建库。",
        "duban: long-running, deadline-bound casework. First steps: duban demo shows it at work, duban init "
        "makes a database.",
    ),
    options=[
        Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            callback=_ask_version,
            text=Text("显示版本", "show the version and leave"),
        )
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code: 0 done, 1 refused, 2 usage, 3 unknown."""
    from .adapters.console.ending import run

    gc.set_threshold(
        20_000, 20, 20
    )  # a command loads much and throws little away: looking for waste only delays it
    sys.exit(run(commands, sys.argv[1:] if arguments is None else arguments))


if __name__ == "__main__":
    main()
