"""What people call things and one another: numbers of subjects, names of staff."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.portal.model.account import Account
from services.portal.model.mention import Name
from services.portal.model.station import Station

# Subjects that have an id of ours and, beside it, a number for people; a device has its serial.
NUMBERED = ("request", "shipment", "carton", "delivery", "transfer", "return", "device")
NUMBERS = (*NUMBERED, "serial", "finding")
STATION = re.compile(r"station:([a-z2-7]{8})/(.+)")


def labels(session: Session, keys: Iterable[str]) -> dict[str, str | None]:
    """What to show for each key: its number where it has one (None while not heard), else the code itself."""
    wanted = set(keys)
    coded = {key: key.split("/", 1)[1] for key in wanted if not key.startswith(NUMBERED)}
    numbered = select(Name.subject, Name.text).where(Name.subject.in_(wanted - set(coded)), Name.kind.in_(NUMBERS))
    found: dict[str, str | None] = dict.fromkeys(wanted) | coded
    return found | dict(session.execute(numbered).all())


def names(session: Session, actors: Iterable[str], scope: str | None) -> dict[str, str]:
    """The names behind actor ids, where they are kept and the reader may know them: a board's people see their own."""
    ids = set(actors)
    people = select(Account.actor, Account.name).where(Account.actor.in_(ids), Account.name.is_not(None))
    stations = {found[1] for actor in ids if (found := STATION.fullmatch(actor))}
    places = select(Station.id, Station.name).where(Station.id.in_(stations))
    if scope is not None:
        people, places = people.where(Account.board == scope), places.where(Station.board == scope)
    known = {row.actor: str(row.name) for row in session.execute(people)}
    titles = dict(session.execute(places).all()) if stations else {}
    return known | {
        actor: f"{titles[found[1]]} · {found[2]}"
        for actor in ids
        if (found := STATION.fullmatch(actor)) and found[1] in titles
    }
