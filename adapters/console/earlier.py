"""`import-cases`: cases of an earlier phase, entered with the dates on which they happened."""

from __future__ import annotations

from typing import Any

import click

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput

from .desk import BY, Desk, command
from .grammar import argument, option
from .language import language, words
from .reading import read_bytes


@command(
    "import-cases",
    "补录前一阶段的事项：按当时的日期逐步录入，全部成立才保存",
    "enter cases of an earlier phase with past dates, step by step; the whole file or nothing",
    example="duban import-cases earlier.yaml --check --by zhao\nduban import-cases earlier.yaml --by zhao",
)
@argument(
    "file", "YAML 或 JSON 文件，- 为标准输入", "a YAML or JSON file, - for standard input", metavar="FILE"
)
@option("--check", is_flag=True, zh="只试录，不保存", en="play it and store nothing")
@BY
def import_cases(desk: Desk, file: str, check: bool, by: str) -> int:
    """Enter earlier cases."""
    from duban.engine.dsl.diagnostics import render
    from duban.engine.dsl.earlier import read_earlier

    from .progress import progress

    read = read_earlier(read_bytes(file), file)
    if read.findings:
        if not desk.as_json:
            for one in read.findings:
                click.echo(render(one, read.text, language()), err=True)
        first = read.findings[0]
        place, said = f"{file}:{first.line}:{first.column}", Text(first.message("zh"), first.message("en"))
        raise InvalidInput(_UNREADABLE, count=len(read.findings), place=place, said=said)
    duban = desk.open()
    with progress() as tell:
        done = duban.import_cases(read.cases, by=by, check=check, progress=tell)
    problems = [
        {
            "file": file,
            "line": one.place[0],
            "column": one.place[1],
            "code": one.code,
            "message": one.text.pick(language()),
        }
        for one in done.problems
    ]
    value: dict[str, Any] = {
        "stored": done.ok and not check,
        "cases": done.cases,
        "read": len(read.cases),
        "steps": done.steps,
        "problems": problems,
    }

    def text() -> str:
        lines = [
            f"{file}:{one['line']}:{one['column']}: [{one['code']}] {one['message']}" for one in problems
        ]
        if problems:
            lines.append(
                words(
                    f"有 {len(problems)} 处问题，没有保存任何事项",
                    f"{len(problems)} problems; nothing was stored",
                )
            )
        elif check:
            lines.append(
                words(
                    f"{len(read.cases)} 个事项、{done.steps} 步可以录入；未保存",
                    f"{len(read.cases)} cases and {done.steps} steps can be entered; nothing was stored",
                )
            )
        else:
            lines += [
                f"{one['case']}  {one['workflow']}  {one['unit']}  {', '.join(one['states'])}"
                for one in done.cases
            ]
            lines.append(
                words(
                    f"已录入 {len(done.cases)} 个事项、{done.steps} 步",
                    f"{len(done.cases)} cases and {done.steps} steps entered",
                )
            )
        return "\n".join(lines)

    desk.print(value, text)
    return 0 if done.ok else 1


_UNREADABLE = Text(
    "文件有 {count} 处写法问题，没有录入；第一处在 {place}：{said}",
    "the file has {count} faults and nothing was entered; the first is at {place}: {said}",
)
COMMANDS = {"import-cases": import_cases}
