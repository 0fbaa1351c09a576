"""`reserve privacy`: look for students' data in every store; hand out what is kept of one of the staff; erase it."""

import sys
from pathlib import Path
from threading import Event

import click
from sqlalchemy.orm import Session

from services.chassis import access, logs
from services.chassis.act import act_of, now
from services.chassis.settings import from_environment
from services.chassis.terms import COMMON, end_terms
from services.commands.acting import opened, writing
from services.commands.listing import moment, printable, show_table
from services.commands.storage import in_databases, in_embedded_broker, in_files
from services.commands.terminal import MOST_SHOWN, catalogue, tell
from services.commands.texts import sampled
from services.contracts.roles import Person, Role
from services.contracts.sees import Motive, Sees
from services.contracts.sentence import say
from services.contracts.student import may_name_a_student
from services.everything import SERVICES
from services.portal import operations
from services.portal.queries.person import kept_of
from services.portal.queries.user import account_of
from services.portal.shapes.person import PersonKept

REASON = click.option(
    "--reason",
    required=True,
    type=click.Choice([one.value for one in Motive]),
    help="Why; it stands in the access log.",
)


@click.group()
def privacy() -> None:
    """Students' data that should be nowhere; what is kept of a member of staff."""


@privacy.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--text", help="Look for this text, such as an erased name, and not for students' codes.")
def scan(folders: tuple[Path, ...], text: str | None) -> None:
    """Look through all databases, the embedded broker, the data folder, and FOLDERS (logs, saved files). Exit 1 where
    something stands; it is told where, and never what."""
    logs.configure("error")
    settings, sought = from_environment(), (text or "").casefold()
    matches = (lambda said: sought in said.casefold()) if sought else may_name_a_student
    found = []
    for service in SERVICES:
        with opened(service.name) as database:
            found += list(in_databases(service, database, matches))
    found += list(in_embedded_broker(settings, matches))
    for folder in (settings.var, *folders):
        found += list(in_files(folder, matches))
    for place in found[:MOST_SHOWN]:
        click.echo(place)
    if not settings.broker.startswith("sqlite"):
        tell(say("Messages on the broker’s server were not looked at: each is in its sender’s outbox for seven days."))
    tell(say("%(count)s place(s) found.", count=len(found)))
    sys.exit(1 if found else 0)


@privacy.command()
@click.option("--most", type=click.IntRange(1, 1_000), default=10, show_default=True, help="So many of each column.")
def texts(most: int) -> None:
    """Show free texts drawn by lot, for somebody to look for names in: no machine knows a name. It is noted."""
    logs.configure("error")
    found = []
    for service in SERVICES:
        with opened(service.name) as database:
            found += list(sampled(service, database, most))
    with writing("portal") as session:
        operator = Person(act_of(session).actor, Role.SERVICE)
        access.note(session, operator, Sees.TEXTS, "reserve privacy texts", found=len(found))
    for place, row, text in found:
        click.echo(f"{place}  {row}\n    {printable(' '.join(text.split()))}")
    tell(say("%(count)s text(s), drawn by lot.", count=len(found)))


@privacy.command()
def purge() -> None:
    """Forget what concerns persons and is older than its term, as the active relay does once a day."""
    logs.configure("error")
    rows = []
    for service in SERVICES:
        with opened(service.name) as database:
            ended = end_terms(database, service.terms, now(), Event())
        called = {term.name: term.what.render(catalogue().gettext) for term in (*COMMON, *service.terms)}
        rows += [(service.name, called[name], count) for name, count in ended.items()]
    show_table((say("Service"), say("Term"), say("Rows")), rows)


@privacy.command()
@click.argument("actor")
@REASON
def export(actor: str, reason: str) -> None:
    """All that the portal keeps of the person with this actor id, as JSON, beyond what the pages' file holds."""
    with writing("portal") as session:
        account_of(session, actor)
        told = PersonKept.of(actor, kept_of(session, actor, most=None))
        _note(session, "privacy export", actor, reason)
    click.echo(told.model_dump_json(indent=1))


@privacy.command()
@click.argument("actor")
@REASON
def erase(actor: str, reason: str) -> None:
    """Erase the person with this actor id for good: name, login, mail address, sessions. The id stays in the log."""
    with writing("portal") as session:
        operations.erase_person(session, actor)
        _note(session, "privacy erase", actor, reason)
    tell(say("%(actor)s is erased since %(moment)s (UTC).", actor=actor, moment=moment(now())))


def _note(session: Session, way: str, actor: str, reason: str) -> None:
    """Whoever is at the terminal stands in the access log as everybody else does."""
    operator = Person(act_of(session).actor, Role.SERVICE)
    access.note(session, operator, Sees.USERS, f"reserve {way}", actor, Motive(reason))
