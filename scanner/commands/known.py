"""The makers whose labels a command knows: those of the release, and what the file adds that it was given."""

from pathlib import Path

import click

from scanner.codes import SHIPPED, BadMakers, Fault, Makers, Rule, extended
from scanner.language import say


def known_makers() -> Makers:
    """With what `--makers` or `RESERVE_MAKERS` names; read when asked for, so that `send` never fails by it."""
    path = click.get_current_context().find_root().obj
    return makers_with(path) if path else SHIPPED


def makers_with(path: Path) -> Makers:
    """With what this file adds. Ends the command, naming all that is wrong in it, where it cannot be used."""
    try:
        return extended(SHIPPED, path)
    except BadMakers as error:
        faults = "\n".join(f"  {_told(one)}" for one in error.faults)
        raise click.ClickException(say("{file} cannot be used:\n{faults}", file=path, faults=faults)) from error


def _told(fault: Fault) -> str:
    place = ", ".join(one for one in (fault.maker, fault.field, fault.text) if one)
    return f"{place}: {_sentence(fault.rule)}"


def _sentence(rule: Rule) -> str:
    return {
        Rule.READABLE: say("this must be a TOML file that can be read"),
        Rule.KNOWN_FIELD: say("give serial, holds, box, part, beside or beside_base under a maker's name"),
        Rule.TEXTS: say("give a list of texts"),
        Rule.SPELLING: say("use capital letters, digits, - . / : and sets and counts as in [0-9A-Z]{3} or {2,4}"),
        Rule.LENGTH: say("a code has 4 to 64 characters"),
        Rule.RANGES: say("use at most two counts that are ranges"),
        Rule.PARTS: say("name <serial:...> once, and <part:...> at most once, in a box's code and nowhere else"),
        Rule.BASE: say("give a base from 2 to 36"),
        Rule.HOLDS: say("give digit or letter"),
    }[rule]
