"""`reserve deadletters`: what the broker could bring to nobody, sent once more or given up."""

import sys
from typing import Any

import click

from services.chassis import logs, unparking
from services.chassis.broker.deadletter import DeadLetter
from services.chassis.broker.deadletters import DeadLetters, open_dead_letters
from services.chassis.broker.topology import queue_name
from services.chassis.settings import from_environment
from services.commands.acting import writing
from services.commands.listing import body_json, body_text, first_line, moment, show_json, show_lines, show_table
from services.commands.parked import as_data
from services.commands.terminal import MOST_SHOWN, stop_with, tell
from services.contracts.envelope import Unreadable, from_wire
from services.contracts.sentence import Sentence, say
from services.contracts.values import FreeText
from services.everything import BY_NAME

HEADINGS = (say("Id"), say("Queue"), say("When (UTC)"), say("Reason"), say("Fault"))
# Who keeps what is given up where no service's queue is known: it keeps the log.
KEEPER = "portal"


@click.group()
def deadletters() -> None:
    """What the broker could bring to nobody (the queue `reserve.dead`)."""
    logs.configure("warning")


@deadletters.command("list")
@as_data
def list_dead(as_json: bool) -> None:
    """All dead letters, the oldest first; they stay where they are."""
    found = _broker().read()
    if as_json:
        show_json([_row(letter) for letter in found])
        return
    rows = [
        (letter.id, letter.queue or "", moment(letter.died_at), letter.reason, first_line(_fault(letter)))
        for letter in found[:MOST_SHOWN]
    ]
    if rows:
        show_table(HEADINGS, rows, whole=0)
    tell(say("%(count)s dead letter(s).", count=len(found)))


@deadletters.command()
@click.argument("letter_id", metavar="ID")
@as_data
def show(letter_id: str, as_json: bool) -> None:
    """One dead letter with its body, and why it cannot be read, if so."""
    letter = next((one for one in _broker().read() if one.id == letter_id), None)
    if letter is None:
        raise stop_with(_unknown(letter_id))
    if as_json:
        show_json(_row(letter) | {"body": body_json(letter.body)})
        return
    show_lines(
        [
            (say("Id"), letter.id),
            (say("Message"), letter.message_id),
            (say("Queue"), letter.queue or ""),
            (say("When (UTC)"), moment(letter.died_at)),
            (say("Reason"), letter.reason),
            (say("Fault"), _fault(letter)),
            (say("Body"), body_text(letter.body)),
        ]
    )


@deadletters.command()
@click.argument("letter_ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them.")
@as_data
def replay(letter_ids: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Send letters to the queues they died in, in order; exit 1 when one has no queue to go to."""
    if bool(letter_ids) == everything:
        raise click.UsageError("name IDs, or --all")
    broker = _broker()
    there = {letter.id for letter in broker.read()}
    if missing := sorted(set(letter_ids) - there):
        raise stop_with(_unknown(", ".join(missing)))
    done = broker.replay(there if everything else set(letter_ids))
    if as_json:
        show_json({"sent": [_row(one) for one in done.sent], "stuck": [_row(one) for one in done.stuck]})
    else:
        tell(say("%(count)s dead letter(s) sent again.", count=len(done.sent)))
        for letter in done.stuck:
            tell(say("%(id)s has no queue to go back to: drop it.", id=letter.id), err=True)
    sys.exit(1 if done.stuck else 0)


@deadletters.command()
@click.argument("letter_id", metavar="ID")
@click.option("--why", required=True, help="Kept with the letter and your login.")
@as_data
def drop(letter_id: str, why: str, as_json: bool) -> None:
    """Give up one dead letter for good."""
    reason = FreeText(why)
    kept: list[tuple[str, DeadLetter]] = []

    def note(letter: DeadLetter) -> None:
        name = _keeper(letter)
        with writing(name) as session:
            unparking.keep_dropped(session, letter.body, f"{letter.reason}\n{_fault(letter)}", reason, **_event(letter))
        kept.append((name, letter))

    if not _broker().discard(letter_id, note):
        raise stop_with(_unknown(letter_id))
    name, letter = kept[0]
    if as_json:
        show_json(_row(letter) | {"kept_by": name})
    else:
        tell(say("Dropped and kept in the table `dropped` of %(service)s.", service=name))


def _broker() -> DeadLetters:
    return open_dead_letters(from_environment().broker)


def _unknown(letter_id: str) -> Sentence:
    return say("There is no dead letter %(id)s.", id=letter_id)


def _keeper(letter: DeadLetter) -> str:
    return next((name for name in BY_NAME if queue_name(name) == letter.queue), KEEPER)


def _fault(letter: DeadLetter) -> str:
    """Why nobody could read it; empty where this release can, so that sending it again is of use."""
    try:
        from_wire(letter.body)
    except Unreadable as error:
        return str(error)
    return ""


def _event(letter: DeadLetter) -> dict[str, object]:
    try:
        event = from_wire(letter.body)
    except Unreadable:
        return {}
    return {"event_id": event.id, "source": event.source, "subject": event.subject, "sequence": event.sequence}


def _row(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "message_id": letter.message_id,
        "queue": letter.queue,
        "died_at": letter.died_at,
        "reason": letter.reason,
        "fault": first_line(_fault(letter)),
    }
