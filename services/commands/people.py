"""Commands that make accounts and station keys; passwords and keys are shown once and kept nowhere in clear."""

import secrets

import click

from services.chassis.act import act_of, now
from services.commands.acting import reading, writing
from services.commands.listing import moment, show_table
from services.commands.terminal import catalogue
from services.contracts.duty import Duty
from services.contracts.roles import Role
from services.contracts.sentence import Sentence, say
from services.contracts.values import BoardCode
from services.portal import operations
from services.portal.model.station import DAYS, MOST_DAYS, Station
from services.portal.queries.key import by_end


@click.command()
@click.argument("login")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--board", help="The board's code, for the board's roles.")
@click.option("--name", default="", help="The person's name, shown on pages only; it can be erased.")
@click.option("--invitation", is_flag=True, help="Print the code by which its organisation's sign-in opens it instead.")
def account(login: str, role: str, board: str | None, name: str, invitation: bool) -> None:
    """Make an account; its first password is printed once, and opens nothing but the page of another, for a week."""
    password = secrets.token_urlsafe(16)
    with writing("portal") as session:
        who = (login, password, Role(role), BoardCode(board) if board else None, name or login)
        made = operations.add_account(session, *who)
        made.given(act_of(session).at)
        told = operations.new_invitation(session, made) if invitation else password
    click.echo(told)


@click.command()
@click.argument("login")
@click.argument("mail", required=False)
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", help="The language of the digests (fr).")
def address(login: str, mail: str | None, language: str) -> None:
    """Send an account's daily digest to this mail address; without one, to nowhere."""
    with writing("portal") as session:
        operations.set_address(session, login, mail, language)


@click.command()
@click.argument("name")
@click.option("--board", help="The board's code; a warehouse station has none.")
@click.option("--duty", "duties", type=click.Choice([one.value for one in Duty]), multiple=True, help="Good for this.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=DAYS, show_default=True, help="Good for so long.")
def station(name: str, board: str | None, duties: tuple[str, ...], days: int) -> None:
    """Make a station's key for a scanner, printed once."""
    with writing("portal") as session:
        of = BoardCode(board) if board else None
        key = operations.add_station(session, name, of, map(Duty, duties), days)
    click.echo(key)


@click.command()
def stations() -> None:
    """The stations that are not revoked, whose key ends first before the others; moments in UTC."""
    with reading("portal") as session:
        rows = [(one.id, one.name, one.board or "–", moment(one.expires_at), _state(one)) for one in by_end(session)]
    show_table((say("Number"), say("Name"), say("Board"), say("Ends (UTC)"), say("State")), rows, whole=0)


def _state(station: Station) -> str:
    soon: Sentence | None = say("ends within 14 days") if station.ends_soon(now()) else None
    said = say("over") if station.over(now()) else soon
    return said.render(catalogue().gettext) if said else ""
