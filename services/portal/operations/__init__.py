"""What people and events do here: sign in, open accounts and stations, append to the log."""

from services.portal.operations.account import add_account, erase_person, set_address, set_password
from services.portal.operations.log import append
from services.portal.operations.station import add_station, exchange_key, revoke_station

__all__ = [
    "add_account",
    "add_station",
    "append",
    "erase_person",
    "exchange_key",
    "revoke_station",
    "set_address",
    "set_password",
]
