"""The command that saves custody as a document of EPCIS 2.0, however long: page after page as it is written."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import IO, Any

import click
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.chassis.act import now
from services.chassis.settings import from_environment
from services.commands.acting import reading
from services.commands.terminal import stop_with, tell
from services.contracts.sentence import say
from services.portal.epcis.document import document
from services.portal.model.log import Entry
from services.portal.model.mention import Name
from services.portal.queries.epcis import Cursor, about, between, exported
from services.portal.shapes.epcis import start_of

PAGE = 1_000
DAY = click.DateTime(["%Y-%m-%d"])

Ask = Callable[[Cursor | None], Select[Entry]]


@click.command()
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True))
@click.option("--device", "serial", help="The device with this serial.")
@click.option("--shipment", help="The shipment with this number.")
@click.option("--from", "first", type=DAY, help="The first day, of Québec.")
@click.option("--to", "last", type=DAY, help="The last day, which is whole in it.")
def epcis(
    file: IO[str], serial: str | None, shipment: str | None, first: datetime | None, last: datetime | None
) -> None:
    """Save in FILE what the log says of custody, of a device, of a shipment or of days, as EPCIS 2.0 (JSON-LD)."""
    base = from_environment().epcis_base
    with reading("portal") as session:
        match serial, shipment, first, last:
            case str(), None, None, None:
                ask = _about(session, serial, "serial")
            case None, str(), None, None:
                ask = _about(session, shipment, "shipment")
            case None, None, datetime(), datetime():
                ask = _between(first, last)
            case _:
                raise stop_with(say("Name a device, a shipment, or the first and the last day."))
        count = _write(file, _events(session, ask, base), base)
    tell(say("%(count)s events in %(file)s", count=count, file=file.name), err=True)


def _about(session: Session, name: str, kind: str) -> Ask:
    named = select(Name.subject).where(Name.text == name.strip().upper(), Name.kind == kind)
    subjects = session.scalars(named).all()
    if len(subjects) != 1:
        raise stop_with(say("%(count)s things in the log are called %(name)s.", count=len(subjects), name=name))
    return lambda after: about(session, subjects[0], None, after, PAGE)


def _between(first: datetime, last: datetime) -> Ask:
    begin, end = start_of(first.date()), start_of(last.date() + timedelta(days=1))
    return lambda after: between(begin, end, None, after, PAGE)


def _events(session: Session, ask: Ask, base: str) -> Iterator[dict[str, Any]]:
    after, more = None, True
    while more:
        page = exported(session, ask(after), base, None, PAGE)
        yield from page.events
        session.expunge_all()
        after, more = page.after, page.after is not None


def _write(file: IO[str], events: Iterator[dict[str, Any]], base: str) -> int:
    """The document around its events, which are never all in memory."""
    around, count = json.dumps(document([], base, now())), 0
    file.write(around[:-3])
    for count, event in enumerate(events, 1):
        file.write(("," if count > 1 else "") + "\n" + json.dumps(event, ensure_ascii=False))
    file.write(around[-3:] + "\n")
    return count
