"""The commands, a module each, loaded when asked for: `send` and `status` start without OpenCV."""

from importlib import import_module
from pathlib import Path

import click

from scanner import language

COMMANDS = ("decode", "scan", "send", "status", "labels", "makers")


class Commands(click.Group):
    """A group whose commands are the modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its help in the language chosen by now."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"scanner.commands.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None


def _speak(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        language.use(value)


@click.command(cls=Commands)
@click.option(
    "--makers",
    type=click.Path(path_type=Path),
    envvar="RESERVE_MAKERS",
    help="Fichier de motifs de fabricants / A file of makers' patterns.",
)
@click.option("--lang", type=click.Choice(language.LANGUAGES), is_eager=True, expose_value=False, callback=_speak)
@click.pass_context
def scanner(ctx: click.Context, makers: Path | None) -> None:
    """Lecteur de codes de la réserve / The reserve's code scanner."""
    ctx.obj = makers
