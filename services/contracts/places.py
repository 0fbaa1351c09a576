"""The addresses that people are sent to from any service: the menu, and where to sign in."""

from dataclasses import dataclass

from services.contracts.roles import (
    BOARD,
    EVERYONE,
    KEEPS_REGISTER,
    KNOWS_USERS,
    READS_ACCESSES,
    SEES_ALL,
    WAREHOUSE,
    Role,
)
from services.contracts.sentence import Sentence, say

RENEW = "/portal/renew"
# Where a form that met the end of its session waits to be sent again.
SEND_AGAIN = "/portal/send-again"
# The same for a page's script: a fresh token without a redirect, or the news that nobody is signed in.
RENEW_API = "/portal/api/v1/session"
SIGN_IN = "/portal/sign-in"
SIGN_OUT = "/portal/sign-out"
# Where people are told that they are out here, and may still be in at their organisation.
SIGNED_OUT = "/portal/signed-out"
# The ways by their organisation's provider, and the code that links them to an account.
OIDC = "/portal/oidc"
INVITATION = "/portal/invitation"
# The own account: sessions and password.
ACCOUNT = "/portal/account"
PASSWORD = "/portal/password"  # noqa: S105  # an address
USERS = "/portal/users"
ACCESS_LOG = "/portal/access"
HOME = "/portal/"
HELP = "/portal/help"
SEARCH = "/portal/search"


@dataclass(frozen=True)
class Place:
    """An entry of the menu and the roles that see it."""

    path: str
    label: Sentence
    roles: frozenset[Role]


MENU = (
    Place(HOME, say("Home"), EVERYONE),
    Place("/intake/portrait", say("Needs portrait"), BOARD),
    Place("/intake/picture", say("Needs met"), SEES_ALL),
    Place("/intake/portraits", say("Portraits"), SEES_ALL),
    Place("/intake/requests", say("Requests"), BOARD | SEES_ALL),
    Place("/intake/statements", say("Freight"), BOARD | SEES_ALL),
    Place("/warehouse/", say("Day’s board"), WAREHOUSE | SEES_ALL),
    Place("/warehouse/scan", say("Scan"), WAREHOUSE),
    Place("/shipping/scan", say("Scan"), BOARD),
    Place("/shipping/scan", say("Load"), WAREHOUSE),
    Place("/warehouse/deliveries", say("Deliveries"), WAREHOUSE | SEES_ALL),
    Place("/warehouse/orders", say("Orders"), WAREHOUSE | SEES_ALL),
    Place("/warehouse/stock", say("Stock"), WAREHOUSE | SEES_ALL),
    Place("/warehouse/map", say("Map of the shelves"), WAREHOUSE | SEES_ALL),
    Place("/shipping/shipments", say("Shipments"), BOARD | WAREHOUSE | SEES_ALL),
    Place("/shipping/returns", say("Returns"), BOARD | WAREHOUSE | SEES_ALL),
    Place("/shipping/transfers", say("Transfers"), BOARD | SEES_ALL),
    Place("/shipping/devices", say("Devices in use"), BOARD | SEES_ALL),
    Place("/shipping/queue", say("To configure"), BOARD),
    Place("/shipping/loans", say("Loans"), BOARD),
    Place("/shipping/recalls", say("Take-back campaigns"), BOARD),
    Place("/shipping/incidents", say("Incidents"), KEEPS_REGISTER),
    Place("/portal/clock", say("Delivery times"), BOARD | WAREHOUSE | SEES_ALL),
    Place("/portal/figures", say("Figures"), SEES_ALL | WAREHOUSE),
    Place(USERS, say("Users"), KNOWS_USERS),
    Place(ACCESS_LOG, say("Access log"), READS_ACCESSES),
)

# The access log of each service that shows something of persons.
ACCESS_LOGS = (
    Place(ACCESS_LOG, say("Users, journeys and the permanent log"), READS_ACCESSES),
    Place("/shipping/access", say("Loans and incidents"), READS_ACCESSES),
)
