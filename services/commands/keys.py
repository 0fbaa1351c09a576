"""`reserve keys`: another key to sign with, while everything runs and everybody stays signed in."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from services.chassis import keyfiles
from services.chassis.act import now
from services.chassis.errors import Conflict
from services.chassis.keylife import due
from services.chassis.run import keys as read
from services.chassis.settings import from_environment
from services.chassis.tokens import LIFE, name_of
from services.commands.listing import moment, show_json, show_lines
from services.commands.parked import as_data
from services.commands.terminal import tell
from services.contracts.sentence import say

# A token's life, and a clock that is a minute off.
LASTS = LIFE + timedelta(minutes=1)


@click.group()
def keys() -> None:
    """The keys that sessions' tokens are signed with and verified by (`var/keys`)."""


@keys.command("list")
@as_data
def list_keys(as_json: bool) -> None:
    """Which key signs, by which others tokens are verified, when each is to be changed; names alone, nothing secret."""
    known, rotated, until = read(from_environment()).look(), keyfiles.rotated_at(_folder()), due(_folder())
    found = {"signs": name_of(known.public), "verifies": list(known.publics), "rotated": rotated, "due": until}
    if as_json:
        show_json(found)
        return
    show_lines(
        [
            (say("Signs"), found["signs"]),
            (say("Verifies"), ", ".join(known.publics)),
            (say("Rotated (UTC)"), moment(rotated)),
            *((say("To be changed (UTC): %(key)s", key=name), moment(at)) for name, at in until.items()),
        ]
    )


@keys.command("next")
def make_next() -> None:
    """Make the pair that comes next. With several machines, copy `var/keys` to all of them after this."""
    keyfiles.make_next(_folder())
    tell(say("The next key is verified from now on. On every machine that has it, `reserve keys rotate` may follow."))


@keys.command()
def rotate() -> None:
    """Sign with the next key from now on. With several machines, do `reserve keys next` first."""
    _retire(keyfiles.rotated_at(_folder()))
    keyfiles.rotate(_folder())
    tell(
        say(
            "The new key signs. `reserve keys retire` takes the old one away in six minutes, or the next rotation does."
        )
    )


@keys.command()
@click.option("--now", "at_once", is_flag=True, help="Also while its tokens last: for a key that was stolen.")
def retire(at_once: bool) -> None:
    """Verify no more by the old key. What it signed is refused; whoever has a session gets a new token by itself."""
    rotated = keyfiles.rotated_at(_folder())
    if at_once:
        keyfiles.retire(_folder())
    else:
        _retire(rotated)
    tell(say("Only what the present key signed is verified."))


def _retire(rotated: datetime | None) -> None:
    """Take the old key away once none of its tokens can last. Raises `Conflict` until then."""
    if rotated and now() < rotated + LASTS:
        raise Conflict(
            "keys.last",
            say("Tokens of the old key last until %(until)s (UTC): come again then.", until=moment(rotated + LASTS)),
        )
    keyfiles.retire(_folder())


def _folder() -> Path:
    return from_environment().var / "keys"
