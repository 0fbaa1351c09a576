"""`reserve outbox`: events sent once more, and what is done with forgotten now instead of within the hour."""

import re
from datetime import UTC, datetime, timedelta

import click

from services.chassis import logs, retention
from services.chassis.act import now
from services.commands.acting import opened, relays_stopped
from services.commands.listing import moment, show_json, show_table
from services.commands.parked import as_data, named
from services.commands.terminal import tell
from services.contracts.sentence import say
from services.everything import BY_NAME

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Since(click.ParamType[datetime]):
    """A past moment: ISO 8601, in this machine's zone where it names none, or `90m`, `6h`, `3d` back from now."""

    name = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if back := re.fullmatch(r"(\d{1,4})([mhd])", value):
            return now() - timedelta(**{UNITS[back[2]]: int(back[1])})
        try:
            at = datetime.fromisoformat(value).astimezone(UTC)
        except ValueError:
            self.fail(f"{value}: a moment like 2026-11-25T14:00 or 2026-11-25T14:00-05:00, or 90m, 6h, 3d", param, ctx)
        if at > now():
            self.fail(f"{value} is in the future", param, ctx)
        return at


@click.group()
def outbox() -> None:
    """What a service has told, kept for 7 days after it was sent."""
    logs.configure("warning")


@outbox.command()
@click.option("--since", type=Since(), required=True, help="2026-11-25T14:00[-05:00], or 90m, 6h, 3d back from now.")
@named
@as_data
def resend(since: datetime, service: str | None, as_json: bool) -> None:
    """Have everything sent since then sent again, in its old order; where it was heard it changes nothing.

    No relay may be at work meanwhile: what a later event of its subject overtakes counts as old.
    """
    counts: dict[str, int] = {}
    for name in _names(service):
        with relays_stopped(name) as database:
            counts[name] = retention.resend(database, since)
    if as_json:
        show_json({"since": since, "resent": counts})
        return
    show_table((say("Service"), say("To be sent again")), list(counts.items()))
    if since < now() - retention.SENT:
        kept = moment(now() - retention.SENT)
        tell(say("What was sent before %(when)s (UTC) is kept no more and is not among them.", when=kept), err=True)


@outbox.command()
@named
@as_data
def purge(service: str | None, as_json: bool) -> None:
    """Forget what is older than its time, as the active relay does every hour."""
    rows = {}
    for name in _names(service):
        with opened(name) as database:
            rows[name] = retention.purge(database)
    if as_json:
        show_json({name: purged._asdict() for name, purged in rows.items()})
        return
    headings = (say("Service"), say("Sent events"), say("Notes of events taken"), say("Replies"))
    show_table(headings, [(name, *purged) for name, purged in rows.items()])


def _names(service: str | None) -> list[str]:
    return [service] if service else list(BY_NAME)
