"""What is said of a command that is not used as it can be: one line, Chinese first, exit code 2."""

from __future__ import annotations

from typing import Final

from typer._click import exceptions as click  # typer gives these no public names
from typer._click.utils import _escape_control_characters as escaped

MISUSED: Final = click.UsageError
"""What the parser of the command line raises."""


def told(error: click.UsageError) -> str:
    """Return what is wrong, and which command says how it is meant, in Chinese and English.

    Nothing where the command was given without anything: its help has been shown.
    """
    if isinstance(error, click.NoArgsIsHelpError):
        return ""
    zh, en = _zh(error), error.format_message().rstrip(".")
    if error.ctx is None:
        return f"{zh} · {en}.\n"
    shows = f"{error.ctx.command_path} {error.ctx.help_option_names[0]}"
    return f"{zh}；用法见 {shows} · {en}. How it is used: {shows}\n"


def _zh(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            near = (
                f"，是否指 {'、'.join(sorted(error.possibilities))}" if error.possibilities else ""
            )
            return f"没有选项 {escaped(error.option_name)}{near}"
        case click.MissingParameter():
            kind = "参数" if _is_argument(error) else "选项"
            return f"缺少{kind} {_named(error)}"
        case click.BadParameter():
            return f"{_named(error)} 的值无效"
        case click.BadOptionUsage():
            return f"选项 {escaped(error.option_name)} 的用法不对"
        case _ if error.message.startswith("No such command"):
            return f"没有命令{error.message.removeprefix('No such command').rstrip('.')}"
        case _ if error.message.startswith("Got unexpected extra argument"):
            return f"多出的参数 {error.message.split(' (', 1)[-1].rstrip(')')}"
        case _ if error.message.startswith("Missing command"):
            return "缺少子命令"
        case _:
            return "命令的用法不对"


def _is_argument(error: click.BadParameter) -> bool:
    return error.param is not None and error.param.param_type_name == "argument"


def _named(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.get_error_hint().replace("'", "")
