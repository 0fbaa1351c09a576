"""The options of every command that makes scans: what is being done, where, and for what."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

from scanner.commands.shared import Command, context_option
from scanner.language import say
from scanner.scan import SERVICES
from scanner.work import Work


def work_options(command: Command) -> Command:
    """`--service --action --station --with`, handed over as one `work`."""

    @wraps(command)
    def working(service: str, action: str, station: str, context: dict[str, str], **rest: Any) -> Any:
        try:
            work = Work(service, station, action, context)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--action") from error
        return command(work=work, **rest)

    options = (
        click.option("--service", type=click.Choice(SERVICES), required=True, help=say("Who is to hear of it.")),
        click.option("--action", required=True, help=say("What was done, for example put_away.")),
        click.option("--station", required=True, help=say("Where this scanner stands, for example quai-2.")),
        context_option,
    )
    asked: Command = working
    for option in reversed(options):
        asked = option(asked)
    return asked


def count_options(command: Command) -> Command:
    """`--once` and `--count N`: after how many scans the command ends by itself."""
    most = click.IntRange(min=1)
    command = click.option("--count", "most", type=most, help=say("End after so many scans."))(command)
    return click.option("--once", "most", flag_value=1, type=most, help=say("End after one scan."))(command)


def quiet_option(command: Command) -> Command:
    """`--quiet`."""
    return click.option("--quiet", is_flag=True, help=say("Without the bell."))(command)


@contextmanager
def until_stopped() -> Iterator[None]:
    """What goes on until somebody ends it: Ctrl-C and SIGTERM are its good end, whose status is that of its labels."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)
