"""What each role's home says waits for it: what is counted, in which words, and the page that does it."""

from dataclasses import dataclass
from enum import StrEnum

from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE, Role
from services.contracts.sentence import Sentence, say
from services.portal.model.makes import MAKE_KEYS
from services.portal.model.stage import Stage
from services.portal.model.state import State
from services.portal.model.wait import Task

MANAGER = frozenset({Role.BOARD_MANAGER})
MINISTRY = frozenset({Role.MINISTRY})
PRIVACY = frozenset({Role.PRIVACY})


class Watch(StrEnum):
    """What no one thing's task says: clocks and portraits over all, stations' keys."""

    LATE = "late"
    AT_RISK = "at_risk"
    # Boards that never gave a portrait.
    NEVER = "never"
    # Stations whose key is over, or soon will be.
    KEYS = "keys"


@dataclass(frozen=True)
class Matter:
    """A line of a home: what is counted together, all of one kind, for these roles, and done at `path`."""

    counted: frozenset[Task] | frozenset[State] | frozenset[Stage] | frozenset[Watch]
    title: Sentence
    path: str
    roles: frozenset[Role]

    @property
    def kind(self) -> type:
        """Two kinds may have a word in common, and it means two things."""
        return type(next(iter(self.counted)))


def _one(counted: Task | State | Stage | Watch, title: Sentence, path: str, roles: frozenset[Role]) -> Matter:
    return Matter(frozenset({counted}), title, path, roles)  # type: ignore[arg-type]


MATTERS: tuple[Matter, ...] = (
    _one(Task.RECEIVE, say("Deliveries announced, to be received and closed"), "/warehouse/deliveries", WAREHOUSE),
    Matter(frozenset({State.RECEIVED, State.WIPED}), say("Devices to be put away"), "/warehouse/put-away", WAREHOUSE),
    _one(Task.PICK, say("Orders to be picked and packed"), "/warehouse/orders", WAREHOUSE),
    _one(Task.DISPATCH, say("Shipments ready at the dock"), "/shipping/shipments?state=ready", WAREHOUSE),
    _one(State.SENT_BACK, say("Devices on their way back to the reserve"), "/shipping/returns", WAREHOUSE),
    _one(State.RETURNED, say("Devices back, to be wiped"), "/warehouse/stock", WAREHOUSE),
    _one(State.QUARANTINED, say("Devices in quarantine"), "/warehouse/care", WAREHOUSE),
    _one(State.IN_REPAIR, say("Devices in repair"), "/warehouse/care", WAREHOUSE),
    _one(State.MISSING, say("Devices that boards report missing, to be looked for"), "/warehouse/claims", WAREHOUSE),
    _one(Stage.SENT_BACK, say("Requests sent back, to be completed"), "/intake/requests?state=sent_back", MANAGER),
    _one(Task.PORTRAIT, say("The needs portrait is stale"), "/intake/portrait", MANAGER),
    _one(Watch.NEVER, say("The needs portrait was never given"), "/intake/portrait", MANAGER),
    _one(
        Task.END_RECEIPT,
        say("Shipments delivered, receipt not ended"),
        "/shipping/shipments?state=delivered",
        BOARD,
    ),
    Matter(frozenset({State.AT_BOARD, State.TAKEN_BACK}), say("Devices to be configured"), "/shipping/queue", BOARD),
    _one(State.CONFIGURED, say("Devices to be handed over"), "/shipping/devices?state=configured", BOARD),
    _one(State.DAMAGED, say("Damaged devices, to be sent back"), "/shipping/devices?state=damaged", BOARD),
    _one(Task.TAKE_BACK, say("Loans past their term"), "/shipping/loans?overdue=true", BOARD),
    _one(Task.SEND_ON, say("Transfers approved, to be filled and sent"), "/shipping/transfers?stage=approved", BOARD),
    _one(Task.TAKE_OVER, say("Transfers on their way to us, to be received"), "/shipping/transfers", BOARD),
    _one(Task.DECIDE, say("Transfers offered, to be decided"), "/shipping/transfers?stage=offered", MINISTRY),
    _one(Stage.SUBMITTED, say("Requests submitted, to be decided"), "/intake/requests?state=submitted", MINISTRY),
    _one(Task.CONFIRM, say("Rounds prepared by others, to be confirmed"), "/intake/rounds", MINISTRY),
    _one(Watch.LATE, say("Requests later than their target"), "/portal/clock", SEES_ALL),
    _one(Watch.AT_RISK, say("Requests that will soon be late"), "/portal/clock", SEES_ALL),
    _one(Task.END_RECEIPT, say("Deliveries that boards have not confirmed"), "/portal/unconfirmed", SEES_ALL),
    _one(Task.PORTRAIT, say("Boards whose needs portrait is stale"), "/intake/portraits", SEES_ALL),
    _one(Watch.NEVER, say("Boards that never gave a needs portrait"), "/intake/portraits", SEES_ALL),
    _one(State.MISSING, say("Devices missing on arrival"), "/shipping/devices?state=missing", SEES_ALL),
    Matter(
        frozenset({State.LOST, State.STOLEN}),
        say("Devices lost or stolen, not found"),
        "/shipping/incidents",
        MANAGER | PRIVACY,
    ),
    _one(Watch.KEYS, say("Stations’ keys that end within 14 days, or are over"), "/portal/users/stations", MAKE_KEYS),
)


def matters_of(role: Role) -> list[Matter]:
    """The lines of a role's home, in their order."""
    return [one for one in MATTERS if role in one.roles]
