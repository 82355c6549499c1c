"""Everything the engine raises.

    DubanError
    ├── Refused              an act was refused (only where a caller asked to have refusals raised)
    ├── InvalidDefinition    a definition file has findings
    ├── InvalidInput         an argument, a file or a setting cannot be read
    ├── Unknown
    │   ├── UnknownBatch
    │   ├── UnknownCase
    │   ├── UnknownWorkflow
    │   ├── UnknownPerson
    │   ├── UnknownReport
    │   └── UnknownUnit
    ├── Conflict             a command id was used before for another request
    └── StorageFault         the database did not do what it was asked
        ├── Retryable        it may do so when asked again (a deadlock, a lock, a lost connection)
        ├── UnusableDatabase what was named is no database, is not there, or may not be read or written
        └── UnreadableRecord a stored record is not what it says it is

A refusal is a value (`engine.core.refusals.Refusal`); an exception is a fault.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .core.text import Language, Text

if TYPE_CHECKING:
    from .core.refusals import Refusal


class DubanError(Exception):
    """The root of all: a message in two languages and the values in it."""

    kind = "fault"
    """The word for it in JSON answers: usage, input, unknown, conflict, refused or fault."""
    text = Text("出了故障：{what}", "something broke: {what}")

    def __init__(self, **values: object) -> None:
        self.values: Mapping[str, object] = values
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """What went wrong and the way out, in this language."""
        return self.text.say(language, self.values)


class Refused(DubanError):
    """An act was refused; `refusals` says why."""

    kind = "refused"
    text = Text("未办理：{reasons}", "refused: {reasons}")

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(reasons="; ".join(one.message("en") for one in self.refusals))

    def message(self, language: Language) -> str:
        """Every reason, one after the other."""
        return ("；" if language == "zh" else "; ").join(one.message(language) for one in self.refusals)


class InvalidDefinition(DubanError):
    """A definition file cannot be used; `findings` holds the JSON form of each finding."""

    kind = "input"
    text = Text(
        "流程定义 {file} 有 {count} 处错误，未部署；请先用 duban check 查看并改正",
        "definition {file} has {count} error(s) and was not deployed; see duban check, and correct them",
    )

    def __init__(self, *, file: str, findings: Sequence[Any]) -> None:
        self.findings = tuple(findings)
        super().__init__(file=file, count=len(self.findings))


class InvalidInput(DubanError):
    """An argument, a file or a setting cannot be read: `what` is wrong, `why`, and what to do."""

    kind = "input"

    def __init__(self, text: Text, /, **values: object) -> None:
        self.text = text
        super().__init__(**values)


class Unknown(DubanError):
    """Something was named that is not there."""

    kind = "unknown"


class UnknownCase(Unknown):
    """No case has this id."""

    text = Text(
        "没有编号为 {case} 的事项；用 duban list 查看现有事项",
        "there is no case {case}; duban list shows the cases",
    )


class UnknownBatch(Unknown):
    """No batch has this number."""

    text = Text("没有第 {number} 号批次", "there is no batch number {number}")


class UnknownWorkflow(Unknown):
    """No workflow of this name is deployed."""

    text = Text(
        "没有部署名为 {workflow} 的流程；用 duban workflows 查看已部署的流程",
        "no workflow {workflow} is deployed; duban workflows shows what is",
    )


class UnknownPerson(Unknown):
    """The directory does not know this person."""

    text = Text(
        "组织目录中没有人员 {person}；请先用 duban org import 导入",
        "the directory knows no person {person}; import people with duban org import",
    )


class UnknownReport(Unknown):
    """The file has no such report."""

    text = Text("没有报表 {report}；现有：{known}", "there is no report {report}; there are {known}")


class UnknownUnit(Unknown):
    """The directory does not know this unit."""

    text = Text(
        "组织目录中没有单位 {unit}；请先用 duban org import 导入",
        "the directory knows no unit {unit}; import units with duban org import",
    )


class Conflict(DubanError):
    """A command id was used before, for another request."""

    kind = "conflict"
    text = Text(
        "幂等键 {key} 已用于另一个请求，本次未办理；请换一个键",
        "key {key} was used before for another request, so nothing was done; use another key",
    )


class StorageFault(DubanError):
    """The database did not do what it was asked."""

    text = Text("数据库出错：{what}；没有保存任何内容", "the database failed: {what}; nothing was stored")


class Retryable(StorageFault):
    """The database was busy or away; the same request may succeed when made again."""

    text = Text(
        "数据库暂时不可用：{what}；没有保存任何内容，请稍后重试",
        "the database is busy or away: {what}; nothing was stored, try again",
    )


class UnusableDatabase(StorageFault):
    """The database that was named cannot be used: it is none, is not there, or may not be read or written."""

    kind = "input"
    text = Text("数据库 {path} 无法使用：{why}", "database {path} cannot be used: {why}")


class UnreadableRecord(StorageFault):
    """A stored record is not what it says it is."""

    text = Text(
        "事项 {case} 的记录无法读取：{what}；请运行 duban verify",
        "the record of case {case} cannot be read: {what}; run duban verify",
    )


def system_reason(error: OSError) -> Text:
    """Why the system did not do it."""
    said = error.strerror or str(error) or type(error).__name__
    return _SYSTEM.get(error.errno or 0, Text(f"系统报错（{said}）", said))


_SYSTEM = {
    errno.ENOENT: Text("没有这个文件或目录", "there is no such file or folder"),
    errno.EACCES: Text("没有权限", "permission denied"),
    errno.EPERM: Text("没有权限", "permission denied"),
    errno.EISDIR: Text("这是目录", "it is a folder"),
    errno.ENOTDIR: Text("上级不是目录", "what it should lie in is no folder"),
    errno.EEXIST: Text("已有同名文件", "there is a file of that name"),
    errno.ELOOP: Text("符号链接成环", "its symbolic links go in a circle"),
    errno.ENAMETOOLONG: Text("名称过长", "its name is too long"),
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
    errno.EROFS: Text("文件系统只读", "the file system is read-only"),
    errno.EIO: Text("磁盘读写出错", "the disk failed"),
    errno.ENXIO: Text("没有这个设备", "there is no such device"),
    errno.ENODEV: Text("没有这个设备", "there is no such device"),
    errno.EBUSY: Text("正被占用", "it is in use"),
    errno.ETXTBSY: Text("正被占用", "it is in use"),
    errno.EFBIG: Text("文件过大", "the file is too large"),
    errno.EMFILE: Text("打开的文件过多", "too many files are open"),
    errno.ENFILE: Text("打开的文件过多", "too many files are open"),
    errno.EDQUOT: Text("磁盘配额已满", "the disk quota is used up"),
}
