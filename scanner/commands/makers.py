"""`scanner makers`: what is known of makers' labels, and what is wrong in a file that adds to it."""

from pathlib import Path
from typing import Any

import click

from scanner.codes import Maker
from scanner.commands.known import known_makers, makers_with
from scanner.commands.shared import json_option, print_json
from scanner.language import say


@click.command(help=say("List what is known of makers' labels, or check a file that adds to it."))
@click.option("--check", type=click.Path(path_type=Path), help=say("The file to check; exit status 1 if it is wrong."))
@json_option
def makers(check: Path | None, as_json: bool) -> None:
    """One line of JSON a maker and file, or the same lines as in a file."""
    for maker in (makers_with(check) if check else known_makers()).known:
        if as_json:
            print_json({"maker": maker.name, **maker.told})
        else:
            click.echo("\n".join([f"[{maker.name}]", *_lines(maker), ""]))


def _lines(maker: Maker) -> list[str]:
    return [f"{field} = {_spelled(value)}" for field, value in maker.told.items()]


def _spelled(value: Any) -> str:
    return str(value) if isinstance(value, int) else "[" + ", ".join(f'"{one}"' for one in value) + "]"
