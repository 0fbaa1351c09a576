"""What people and events do here: sign in, open accounts and stations, append to the log."""

from services.portal.operations.account import (
    add_account,
    end_session,
    end_sessions,
    erase_person,
    set_address,
    set_password,
)
from services.portal.operations.log import append
from services.portal.operations.station import add_station, exchange_key, revoke_station
from services.portal.operations.user import close_user, end_key, erase_user, give_password, make_key, open_user

__all__ = [
    "add_account",
    "add_station",
    "append",
    "close_user",
    "end_key",
    "end_session",
    "end_sessions",
    "erase_person",
    "erase_user",
    "exchange_key",
    "give_password",
    "make_key",
    "open_user",
    "revoke_station",
    "set_address",
    "set_password",
]
