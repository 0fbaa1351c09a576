"""Stations: opened and revoked; a key exchanged for whom its tokens name."""

from collections.abc import Iterable

import structlog
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import NotFound, Unauthenticated
from services.contracts.duty import Duty
from services.contracts.roles import Person
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.portal.model.account_change import Change, of_station
from services.portal.model.station import DAYS, Station, open_station, station_of
from services.portal.operations.account import known_board

log = structlog.get_logger()


def add_station(
    session: Session, name: str, board: BoardCode | None, duties: Iterable[Duty] = (), days: int = DAYS
) -> str:
    """Open a station of a board, or of the warehouse. Returns its key, which nobody can read again.

    Raises `Invalid` for a board that is not one of the 72, or duties that are not of this place.
    """
    station, key = open_station(name, known_board(board), act_of(session).at, duties, days)
    session.add(station)
    session.flush()
    _note(session, station, Change.KEY_MADE)
    return key


def exchange_key(session: Session, key: str, operator: str) -> Person:
    """The station with its operator, for a token. Raises `Unauthenticated` for a key unknown, over or revoked."""
    number = station_of(key)
    station = session.get(Station, number, with_for_update=True) if number else None
    at = act_of(session).at
    if station is None or not station.opens(key, at):
        log.warning("station's key refused", station=number)
        raise Unauthenticated("station.key", say("This station's key is not good. Ask for a new one."))
    station.used_at = at
    return station.person(operator)


def renew_station(session: Session, station: Station, days: int = DAYS) -> str:
    """Another key for the same station, told this once; the one before is good for a week yet. Raises `Conflict`."""
    key = station.renew(act_of(session).at, days)
    _note(session, station, Change.KEY_RENEWED)
    return key


def revoke_station(session: Session, station_id: str) -> None:
    """Its key is good for nothing from now on; tokens in hand end within five minutes."""
    station = session.get(Station, station_id, with_for_update=True)
    if station is None:
        raise NotFound("station.unknown", say("There is no such station."))
    if station.active:
        station.active = False
        _note(session, station, Change.KEY_REVOKED)


def _note(session: Session, station: Station, change: Change) -> None:
    act = act_of(session)
    session.add(of_station(station, change, act.actor, act.at))
