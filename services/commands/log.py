"""Commands that take the log out of the house: signed heads to keep elsewhere, and entries that anybody can check."""

from collections.abc import Iterable
from typing import IO
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.settings import from_environment
from services.commands.acting import operator, reading, writing
from services.commands.terminal import stop_with, tell
from services.contracts.sentence import say
from services.portal.model.mention import Name
from services.portal.operations.head import sign_head
from services.portal.queries.export import proof, whole_log
from services.portal.queries.head import all_heads
from services.portal.seal import seal_of
from services.portal.shapes.head import SignedHead

FILE = click.File("w", encoding="utf-8", lazy=True)


@click.group()
def log() -> None:
    """The permanent log: sign its end, save signed heads, export entries."""


@log.command()
def sign() -> None:
    """Sign what the log ends in now, without waiting for the day."""
    seal = seal_of(from_environment())
    if seal is None:
        raise stop_with(say("The private key of the log is not on this machine."))
    with writing("portal") as session:
        head = sign_head(session, operator().at, seal)
        if head is None:
            raise stop_with(say("The log is empty."))
        tell(say("Head %(number)s: entry %(position)s, %(hash)s", number=head.number, position=head.position,
                 hash=head.hash))  # fmt: skip


@log.command()
@click.argument("file", type=FILE)
def heads(file: IO[str]) -> None:
    """Save every signed head in FILE, one JSON object a line: keep it where nobody of here can write."""
    with reading("portal") as session:
        _save((SignedHead.model_validate(one).model_dump_json() for one in all_heads(session)), file)


@log.command()
@click.argument("file", type=FILE)
@click.option("--device", "serial", help="What proves the journey of the device with this serial, up to a signed head.")
@click.option("--bodies", is_flag=True, help="With what each entry says; else its hashes alone.")
def export(file: IO[str], serial: str | None, bodies: bool) -> None:
    """Save the log in FILE, one entry a line: positions, times and hashes, which tell nothing of anybody."""
    with reading("portal") as session:
        if serial is None:
            _save(whole_log(session, bodies), file)
            return
        found = proof(session, _device(session, serial))
        if found is None:
            raise stop_with(say("No signed head covers this device yet: `reserve log sign` makes one."))
        _save(found[0], file)
        tell(say("Up to head %(number)s, entry %(position)s", number=found[1].number, position=found[1].position), True)


def _device(session: Session, serial: str) -> UUID:
    named = select(Name.subject).where(Name.text == serial.strip().upper(), Name.kind == "serial")
    found = session.scalars(named).all()
    if not found:
        raise stop_with(say("No device with the serial %(serial)s is in the log.", serial=serial))
    if len(found) > 1:
        raise stop_with(say("%(count)s devices of several makers have this serial.", count=len(found)))
    return UUID(found[0].removeprefix("device/"))


def _save(lines: Iterable[str], file: IO[str]) -> None:
    for line in lines:
        file.write(line + "\n")
