"""`reserve digest`: today's digests that were not sent yet, sent now or only shown."""

import sys
from dataclasses import replace

import click

from services.chassis import logs
from services.chassis.act import now
from services.chassis.mail import Away
from services.chassis.settings import from_environment
from services.commands.acting import opened
from services.commands.terminal import stop_with, tell
from services.contracts.sentence import say
from services.portal.digest import send_all, to_send
from services.portal.model.digest import Sending

WORDS = {
    Sending.SENT: say("%(count)s digest(s) sent."),
    Sending.UNCLEAR: say("%(count)s digest(s) given to the mail server, which did not answer: counted as sent."),
    Sending.FAILED: say("%(count)s digest(s) not taken by the mail server: tried again in an hour."),
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Show the letters and send nothing.")
def digest(dry_run: bool) -> None:
    """Send today's digests without waiting for the hour; each goes once a day. Exit 1 where one was not taken."""
    logs.configure("error")
    settings = from_environment()
    with opened("portal") as database:
        if dry_run:
            for one in to_send(database, settings, now()):
                subject, text = one.told
                click.echo(f"{one.actor} ({one.language})\n{subject}\n\n{text}")
            return
        if settings.smtp is None:
            raise stop_with(say("No mail server is set: RESERVE_SMTP names it."))
        try:
            states = list(send_all(database, settings, now()).values())
        except Away as error:
            raise stop_with(say("The mail server cannot be reached (%(reason)s).", reason=error)) from None
    for state, words in WORDS.items():
        if state is Sending.SENT or state in states:
            tell(replace(words, values={"count": states.count(state)}))
    sys.exit(1 if Sending.FAILED in states else 0)
