"""`reserve parked`: the events that could not be applied, tried again in sequence or given up."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import click

from services.chassis import logs, unparking
from services.chassis.unparking import Parked, Retried
from services.commands.acting import opened, reading, writing
from services.commands.listing import body_json, body_text, first_line, moment, show_json, show_lines, show_table
from services.commands.terminal import MOST_SHOWN, stop_with, tell
from services.contracts.sentence import say
from services.contracts.values import FreeText
from services.everything import BY_NAME

HEADINGS = (say("Service"), say("Id"), say("Subject"), say("Type"), say("When (UTC)"), say("Reason"))

named = click.option("--service", type=click.Choice(sorted(BY_NAME)), help="Only this service.")
as_data = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")


@click.group()
def parked() -> None:
    """Events that a service could not apply, and what waits behind them."""
    logs.configure("warning")


@parked.command("list")
@named
@as_data
def list_parked(service: str | None, as_json: bool) -> None:
    """What is parked, the oldest first."""
    found = list(_everything(service))
    if as_json:
        show_json([_row(name, one) for name, one in found])
        return
    rows = [
        (name, one.event_id, one.subject, one.type, moment(one.parked_at), first_line(one.reason))
        for name, one in found[:MOST_SHOWN]
    ]
    if rows:
        show_table(HEADINGS, rows, whole=1)
    tell(say("%(count)s event(s) parked.", count=len(found)))


@parked.command()
@click.argument("event_id", metavar="ID", type=click.UUID)
@named
@as_data
def show(event_id: UUID, service: str | None, as_json: bool) -> None:
    """One parked event: its reason with the traceback, its body, what waits behind it."""
    name, one = _the_one(event_id, service)
    with reading(name) as session:
        others = [other for other in unparking.of_subject(session, one.key) if other.event_id != event_id]
    behind = [str(other.event_id) for other in others if other.sequence > one.sequence]
    if as_json:
        show_json(_row(name, one) | {"reason": one.reason, "body": body_json(one.body), "behind": behind})
        return
    show_lines(
        [
            (say("Service"), name),
            (say("Id"), one.event_id),
            (say("Subject"), one.subject),
            (say("Type"), one.type),
            (say("When (UTC)"), moment(one.parked_at)),
            (say("Reason"), one.reason),
            (say("Body"), body_text(one.body)),
            (say("Behind it"), "\n".join(behind) or "0"),
        ]
    )


@parked.command()
@click.argument("event_id", metavar="[ID]", type=click.UUID, required=False)
@click.option("--all", "everything", is_flag=True, help="All subjects, also where one fails.")
@named
@as_data
def retry(event_id: UUID | None, everything: bool, service: str | None, as_json: bool) -> None:
    """Apply the parked events of ID's subject again, in sequence, until one fails; exit 1 when one did."""
    if (event_id is None) != everything:
        raise click.UsageError("name one ID, or --all")
    found = list(_everything(service)) if event_id is None else [_the_one(event_id, service)]
    subjects = list(dict.fromkeys((name, one.key) for name, one in found))
    rows = []
    for name, key in subjects:
        with opened(name) as database:
            done = unparking.retry(database, BY_NAME[name], key)
        rows.append({"service": name, "subject": key[1]} | vars(done))
        if not as_json:
            _tell_retried(name, key[1], done)
    if as_json:
        show_json(rows)
    sys.exit(1 if any(row["failed"] for row in rows) else 0)


@parked.command()
@click.argument("event_id", metavar="ID", type=click.UUID)
@click.option("--why", required=True, help="Kept with the event and your login.")
@named
@as_data
def drop(event_id: UUID, why: str, service: str | None, as_json: bool) -> None:
    """Give up one event for good; those behind it can then be retried."""
    reason = FreeText(why)
    name, _ = _the_one(event_id, service)
    with writing(name) as session:
        one = unparking.drop(session, event_id, reason)
        left = len(unparking.of_subject(session, one.key))
    if as_json:
        show_json(_row(name, one) | {"left": left})
        return
    tell(say("Dropped and kept in the table `dropped` of %(service)s.", service=name))
    if left:
        tell(say("Events of %(subject)s that wait behind it: %(count)s. Retry them.", count=left, subject=one.subject))


def _everything(service: str | None) -> Iterator[tuple[str, Parked]]:
    for name in [service] if service else BY_NAME:
        with reading(name) as session:
            found = unparking.everything(session)
        yield from ((name, one) for one in found)


def _the_one(event_id: UUID, service: str | None) -> tuple[str, Parked]:
    """The event, and the service that parked it; several may have parked the same."""
    found: list[tuple[str, Parked]] = []
    for name in [service] if service else BY_NAME:
        with reading(name) as session:
            if one := unparking.find(session, event_id):
                found.append((name, one))
    if not found:
        raise stop_with(say("No event with the id %(id)s is parked.", id=event_id))
    if len(found) > 1:
        names: Sequence[str] = [name for name, _ in found]
        raise stop_with(say("Several services parked it: name one with --service (%(names)s).", names=", ".join(names)))
    return found[0]


def _row(name: str, one: Parked) -> dict[str, Any]:
    return {
        "service": name,
        "id": one.event_id,
        "subject": one.subject,
        "type": one.type,
        "sequence": one.sequence,
        "parked_at": one.parked_at,
        "reason": first_line(one.reason),
    }


def _tell_retried(name: str, subject: str, done: Retried) -> None:
    tell(say("%(service)s, %(subject)s: %(count)s applied.", service=name, subject=subject, count=done.applied))
    if done.failed:
        reason = first_line(done.reason)
        tell(say("%(id)s failed again: %(reason)s", id=done.failed, reason=reason), err=True)
