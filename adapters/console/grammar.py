"""The grammar of the command line: click, with every word in the reader's language.

click words its help and its errors once, when a module is imported, and in English; here both are
worded when they are shown. The options common to all commands may stand before a command or after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from duban.engine.core.text import Text

from .language import language, words

if TYPE_CHECKING:
    _Type = click.ParamType[Any]  # generic for type checkers only: older versions of click are not
else:
    _Type = click.ParamType

DB, JSON = "duban.db", "duban.json"
"""Where the common options lie in `click.Context.meta`."""


class Option(click.Option):
    """An option that is explained in two languages."""

    def __init__(self, *arguments: Any, text: Text, **settings: Any) -> None:
        self.text = text
        super().__init__(*arguments, **settings)
        if self.metavar is None and not self.is_flag:
            self.metavar = _choices(self) or str(self.name).upper()

    def row(self) -> tuple[str, str]:
        """How it is written, and what it means."""
        notes = [words("必填", "required")] if self.required else []
        if self.multiple:
            notes.append(words("可重复", "repeatable"))
        if self.show_default:
            notes.append(words(f"默认 {self.default}", f"default {self.default}"))
        if isinstance(self.envvar, str):
            notes.append(words(f"或 {self.envvar}", f"or {self.envvar}"))
        said = self.text.pick(language())
        if notes:
            said += words(f"（{'，'.join(notes)}）", f" ({', '.join(notes)})")
        written = ", ".join(sorted(self.opts, key=len))
        return (written if self.is_flag else f"{written} {self.metavar}"), said


class Argument(click.Argument):
    """An argument that is explained in two languages."""

    def __init__(self, *arguments: Any, text: Text, **settings: Any) -> None:
        self.text = text
        super().__init__(*arguments, **settings)
        self.label = self.metavar or _choices(self) or str(self.name).upper()
        """What it is called in help and in errors."""
        many = "…" if self.nargs != 1 else ""
        self.metavar = f"{self.label}{many}" if self.required else f"[{self.label}{many}]"

    def row(self) -> tuple[str, str]:
        """How it is written, and what it means."""
        return self.label, self.text.pick(language())


class OneOf(_Type):
    """One of a few words."""

    name = "word"

    def __init__(self, *choices: str) -> None:
        self.choices = choices

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word, when it is one of them."""
        if value not in self.choices:
            listed = words("、", ", ").join(self.choices)
            self.fail(
                words(f"「{value}」不在可选值中：{listed}", f"{value!r} is not one of {listed}"), param, ctx
            )
        return value


class Name(_Type):
    """An id: not empty, as it is where a script's variable was never set."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The id."""
        if not str(value).strip():
            self.fail(words("不能为空", "it must not be empty"), param, ctx)
        return value


class Whole(_Type):
    """A whole number between two others."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, when it is one and within the bounds."""
        text = str(value)
        digits = text.removeprefix("-")
        number = int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
        if number is None or not self.least <= number <= self.most:
            self.fail(
                words(
                    f"「{text}」不是 {self.least} 到 {self.most} 之间的整数",
                    f"{text!r} is not a whole number between {self.least} and {self.most}",
                ),
                param,
                ctx,
            )
        return number


class NoCommandError(click.UsageError):
    """A command was needed and none was named; the help says which there are."""


class _Spoken(click.Command):
    """What commands and groups of commands share: help in the reader's language."""

    def __init__(self, *arguments: Any, text: Text, example: str = "", **settings: Any) -> None:
        self.text, self.example = text, example
        super().__init__(*arguments, **settings)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the call; an error knows which command it is about."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_short_help_str(self, limit: int = 45) -> str:
        """The one line for a list of commands."""
        return self.text.pick(language())

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How it is called."""
        pieces = [words("[选项]", "[OPTIONS]"), *self.collect_usage_pieces(ctx)[1:]]
        formatter.write_usage(ctx.command_path, " ".join(pieces), words("用法：", "Usage: "))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.text.pick(language()))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its arguments, then its options, those of every command last."""
        arguments = [one.row() for one in self.params if isinstance(one, Argument)]
        own = [one.row() for one in self.params if isinstance(one, Option) and one not in COMMON]
        common = [one.row() for one in COMMON if one in self.params]
        common.append(("-h, --help", words("显示本说明", "show this and leave")))
        for title, rows in (
            (words("参数", "Arguments"), arguments),
            (words("选项", "Options"), own),
            (words("通用选项", "Options of every command"), common),
        ):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """An example."""
        if self.example:
            with formatter.section(words("例", "Example")):
                for line in self.example.splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class Command(_Spoken):
    """A command."""

    allow_extra_args = True  # click would word its own refusal of them

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the call."""
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            extra = " ".join(map(str, ctx.args))
            raise click.UsageError(words(f"多余的参数：{extra}", f"not expected here: {extra}"), ctx)
        return rest


class Group(_Spoken, click.Group):
    """Commands under one name."""

    def __init__(self, name: str, *, text: Text, options: Sequence[Option] = (), **settings: Any) -> None:
        super().__init__(
            name,
            text=text,
            params=[*options, *COMMON],
            callback=_needs_command,
            invoke_without_command=True,  # click would word its own refusal
            no_args_is_help=False,
            subcommand_metavar="COMMAND …",
            **settings,
        )

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, then the options."""
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, a line each."""
        with formatter.section(words("命令", "Commands")):
            formatter.write_dl(self.lines(ctx))

    def lines(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Each command with what it does."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, one.get_short_help_str()) for name, one in found if one is not None]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first; when there is none of that name, the nearest is named."""
        known = self.list_commands(ctx)
        if args[0] not in known:
            near = get_close_matches(args[0], known, n=1)
            hint = words(f"；是不是 {near[0]}？", f"; did you mean {near[0]}?") if near else ""
            raise click.UsageError(
                words(f"没有命令 {args[0]}{hint}", f"there is no command {args[0]}{hint}"), ctx
            )
        return super().resolve_command(ctx, args)


def option(*names: str, zh: str, en: str, **settings: Any) -> Callable[..., Any]:
    """An option with its meaning in two languages."""
    return click.option(*names, cls=Option, text=Text(zh, en), **settings)


def argument(name: str, zh: str, en: str, **settings: Any) -> Callable[..., Any]:
    """An argument with its meaning in two languages."""
    return click.argument(name, cls=Argument, text=Text(zh, en), **settings)


def usage_message(error: click.UsageError) -> str:
    """What is wrong with the call, in the reader's language."""
    place = _place(error)
    match error:
        case click.NoSuchOption():
            near = words("、", ", ").join(error.possibilities or ())
            hint = words(f"；是不是 {near}？", f"; did you mean {near}?") if near else ""
            return words(
                f"没有选项 {error.option_name}{hint}", f"there is no option {error.option_name}{hint}"
            )
        case click.MissingParameter():
            return words(f"缺少 {place}", f"{place} is needed")
        case click.BadParameter():
            return words(f"{place}：{error.message}", f"{place}: {error.message}")
        case click.BadOptionUsage():
            if _is_flag(error):
                return words(f"{error.option_name} 不带值", f"{error.option_name} takes no value")
            return words(f"{error.option_name} 后面缺少值", f"{error.option_name} needs a value")
    return error.format_message()


def _needs_command() -> None:
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        raise NoCommandError(
            words(
                f"请给出命令；见 {ctx.command_path} --help", f"name a command; see {ctx.command_path} --help"
            ),
            ctx,
        )


def _place(error: click.UsageError) -> str:
    param = getattr(error, "param", None)
    if isinstance(param, Argument):
        return param.label
    return max(param.opts, key=len) if param is not None else words("这次调用", "this call")


def _is_flag(error: click.BadOptionUsage) -> bool:
    known = error.ctx.command.params if error.ctx is not None else []
    return any(
        isinstance(one, click.Option) and error.option_name in one.opts and one.is_flag for one in known
    )


def _choices(param: click.Parameter) -> str:
    return "|".join(param.type.choices) if isinstance(param.type, OneOf) else ""


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """A common option goes where every command finds it; the one nearest to the command wins."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value not in (None, False):
            ctx.meta[name] = value

    return keep


def _common(*names: str, zh: str, en: str, keep: str, **settings: Any) -> Option:
    return Option(
        [*names, keep.replace(".", "_")],
        text=Text(zh, en),
        expose_value=False,
        callback=_keep(keep),
        **settings,
    )


COMMON: Sequence[Option] = (
    _common(
        "--db",
        keep=DB,
        metavar="URL",
        zh="数据库地址；默认 sqlite:///duban.db，或环境变量 DUBAN_DB",
        en="database URL; sqlite:///duban.db by default, or DUBAN_DB",
    ),
    _common(
        "--lang",
        keep="duban.lang",
        type=OneOf("zh", "en"),
        zh="消息语言，或环境变量 DUBAN_LANG",
        en="language of messages, or DUBAN_LANG",
    ),
    _common(
        "--json",
        keep=JSON,
        is_flag=True,
        zh="只输出一个 JSON 文档",
        en="print one JSON document and nothing else",
    ),
)
