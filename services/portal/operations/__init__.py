"""What people and events do here: sign in, open accounts and stations, append to the log."""

from services.portal.operations.account import (
    add_account,
    end_all_sessions,
    end_session,
    end_sessions,
    erase_person,
    set_address,
    set_password,
)
from services.portal.operations.identity import new_invitation
from services.portal.operations.log import append
from services.portal.operations.station import add_station, exchange_key, revoke_station
from services.portal.operations.user import (
    close_user,
    end_key,
    end_user_sessions,
    erase_user,
    give_password,
    invite,
    make_key,
    open_user,
    renew_key,
)

__all__ = [
    "add_account",
    "add_station",
    "append",
    "close_user",
    "end_all_sessions",
    "end_key",
    "end_session",
    "end_sessions",
    "end_user_sessions",
    "erase_person",
    "erase_user",
    "exchange_key",
    "give_password",
    "invite",
    "make_key",
    "new_invitation",
    "open_user",
    "renew_key",
    "revoke_station",
    "set_address",
    "set_password",
]
