"""What each event of the log is in EPCIS: one table of those that are exported, one of those that are not, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.care import Outcome
from services.contracts.event import Event


class Of(Enum):
    """What an event is about: a device, a carton, the cartons that it names, what was packed, a carton's opening."""

    DEVICE = auto()
    FOUND = auto()
    CARTON = auto()
    CARTONS = auto()
    PACKED = auto()
    OPENED = auto()


class At(Enum):
    """Where it happened, and by whose clock: in the reserve, at a board, at the school or else the board."""

    RESERVE = auto()
    BOARD = auto()
    SCHOOL = auto()


Word = str | Callable[[Any], str]


@dataclass(frozen=True)
class Rule:
    """One line of the table. `papers` are pairs of a type of CBV (or none) and the field that names the document.

    `gives` and `takes` are the fields of who had it and who has it from then on (`RESERVE` is the reserve); `out_of`
    and `into` those of the places. Of what a device left, `left_school` and `left_loan` are one or the other.
    """

    step: Word
    disposition: Word
    of: Of = Of.DEVICE
    at: At = At.RESERVE
    action: str = "OBSERVE"
    papers: tuple[tuple[str | None, str], ...] = ()
    gives: str | None = None
    takes: str | None = None
    out_of: str | None = None
    into: str | None = None
    lasting: Callable[[Any], Mapping[str, list[str]]] | None = None


RESERVE = "reserve"
BROKEN = frozenset({"screen", "battery", "keyboard", "no_start", "liquid", "transport"})
DESADV, RECADV = ("desadv", "shipment"), ("recadv", "shipment")
TAKES_OUT = {"set": ["unavailable"]}
BRINGS_BACK = {"set": ["available"], "unset": ["unavailable"]}


def _aside(event: w.DeviceQuarantined) -> str:
    return "damaged" if event.why in BROKEN else "in_progress"


def _damaged(event: Any) -> str:
    return "damaged" if event.damaged else "in_progress"


def _found(event: s.DeviceFound) -> str:
    return "damaged" if event.damaged else "available"


def _mended(event: w.DeviceRepairEnded) -> str:
    return "needs_replacement" if event.outcome == Outcome.BEYOND_REPAIR else "conformant"


def _back_in_use(event: w.DeviceRepairEnded) -> Mapping[str, list[str]]:
    return TAKES_OUT if event.outcome == Outcome.BEYOND_REPAIR else BRINGS_BACK


def _received(event: w.DeviceReceived) -> str:
    return "returned" if event.returned else "in_progress"


def _lent(event: s.DeviceHandedOver) -> str:
    return "dispensed" if event.loan else "in_progress"


def _handed_over(event: s.DeviceHandedOver) -> str:
    return "dispensing" if event.loan else "receiving"


def _whole(event: s.ShipmentReceived) -> str:
    return "completeness_inferred" if event.missing or event.unexpected else "completeness_verified"


# The first receipt of a device is also its commissioning, with its maker's data: the one event that may bear them.
COMMISSIONING = Rule("commissioning", "active", action="ADD")

RULES: Mapping[type[Event], Rule] = {
    w.DeviceReceived: Rule("receiving", _received, papers=(("po", "delivery"),)),
    w.DeviceStored: Rule("storing", "in_progress"),
    w.DeviceMoved: Rule("storing", "in_progress", out_of="origin", into="location"),
    w.DevicePicked: Rule("picking", "in_progress", papers=(("po", "request"),)),
    w.DeviceQuarantined: Rule("holding", _aside),
    w.DeviceReleased: Rule("inspecting", "conformant"),
    w.DeviceWiped: Rule("wiping", "in_progress", papers=(("cert", "proof"),)),
    w.DeviceRepairStarted: Rule("repairing", "damaged", papers=((None, "proof"),), lasting=lambda _: TAKES_OUT),
    w.DeviceRepairEnded: Rule("repairing", _mended, lasting=_back_in_use),
    w.DeviceRetired: Rule("decommissioning", "inactive", action="DELETE", papers=(("cert", "proof"),)),
    w.DeviceDestroyed: Rule("destroying", "destroyed", action="DELETE", papers=(("cert", "proof"),)),
    w.DeviceWrittenOff: Rule("other", "unknown"),
    w.DeviceIdentified: Rule("inspecting", "mismatch_instance", at=At.BOARD, papers=(RECADV,)),
    w.CartonOpened: Rule("commissioning", "active", Of.CARTON, action="ADD", papers=(("po", "request"),)),
    w.CartonClosed: Rule("packing", "container_closed", Of.PACKED, action="ADD", papers=(("po", "request"),)),
    s.ShipmentDispatched: Rule(
        "shipping", "in_transit", Of.CARTONS, papers=(("po", "request"), DESADV, ("bol", "tracking")),
        gives=RESERVE, takes="board", out_of=RESERVE, into="board",
    ),
    s.ShipmentDelivered: Rule("unloading", "in_progress", Of.CARTONS, At.BOARD, papers=(DESADV,)),
    s.ShipmentReceived: Rule("unpacking", _whole, Of.OPENED, At.BOARD, "DELETE", papers=(DESADV, RECADV)),
    s.ShipmentVoided: Rule("void_shipping", "in_progress", Of.CARTONS, papers=(DESADV,), gives=RESERVE, takes="board"),
    s.DeviceAccepted: Rule("receiving", "in_progress", at=At.BOARD, papers=(DESADV, RECADV), gives=RESERVE,
                           takes="board"),
    s.DeviceDamaged: Rule("receiving", "damaged", at=At.BOARD, papers=(DESADV, RECADV), gives=RESERVE, takes="board"),
    s.DeviceMissing: Rule("inspecting", "unknown", at=At.BOARD, papers=(DESADV, RECADV)),
    s.DeviceTurnedUp: Rule("inspecting", "available", at=At.BOARD, papers=(DESADV, RECADV)),
    s.DeviceUnexpected: Rule("inspecting", "mismatch_instance", Of.FOUND, At.BOARD, papers=(RECADV,)),
    s.DeviceConfigured: Rule("configuring", "in_progress", at=At.BOARD),
    s.DeviceHandedOver: Rule(_handed_over, _lent, at=At.SCHOOL, papers=((None, "loan"),), into="school"),
    s.DeviceLent: Rule("receiving", "in_progress", at=At.SCHOOL, out_of="origin", into="school"),
    s.DeviceTakenBack: Rule("receiving", "returned", at=At.BOARD, papers=((None, "left_loan"),),
                            out_of="left_school"),
    s.DeviceSentBack: Rule("shipping", "in_transit", at=At.BOARD, papers=(("rma", "number"),), gives="board",
                           takes=RESERVE, out_of="board", into=RESERVE),
    s.DeviceUnreturned: Rule("void_shipping", "in_progress", at=At.BOARD, papers=(("rma", "number"),)),
    s.DeviceSentOn: Rule("shipping", "in_transit", at=At.BOARD, papers=(("desadv", "number"),), gives="board",
                         takes="receiver", out_of="board", into="receiver"),
    s.DeviceTransferred: Rule("receiving", _damaged, at=At.BOARD, papers=((None, "transfer"),), gives="origin",
                              takes="board"),
    s.DeviceLost: Rule("other", "unknown", at=At.BOARD),
    s.DeviceStolen: Rule("other", "stolen", at=At.BOARD),
    s.DeviceFound: Rule("other", _found, at=At.BOARD),
}  # fmt: skip

# What is taken back by an ordinary event, by what took it back and which step that was.
COMPENSATED: Mapping[tuple[type[Event], str], Rule] = {
    (s.ShipmentUndone, "shipment.dispatched"): RULES[s.ShipmentVoided],
    (w.CartonUndone, "carton.closed"): Rule("unpacking", "container_open", Of.PACKED, action="DELETE"),
    (w.CartonUndone, "carton.opened"): Rule("decommissioning", "inactive", Of.CARTON, action="DELETE"),
}
# For the rest no ordinary event says that something never was: the event is told again, with a declaration of error.
DECLARED: frozenset[type[Event]] = frozenset(
    {w.WarehouseDeviceUndone, s.ShippingDeviceUndone, s.ShipmentUndone, w.CartonUndone}
)

PAPER, FIGURES = "paper about what was asked or decided, not custody", "figures, which name no device"
BY_DEVICE = "told device by device as well"
WHY_NOT: Mapping[type[Event], str] = {
    **dict.fromkeys((i.CampaignOpened, i.CampaignExtended, i.CampaignReminded, i.CampaignClosed), PAPER),
    **dict.fromkeys((i.RoundPrepared, i.RoundConfirmed), PAPER),
    **dict.fromkeys((i.PortraitUpdated, i.RequestSubmitted, i.RequestSentBack, i.RequestGranted), PAPER),
    **dict.fromkeys((i.RequestRefused, i.RequestAmended, i.RequestFulfilled, i.RequestPaused, i.RequestResumed), PAPER),
    **dict.fromkeys((i.RequestWithdrawn, i.RequestUndone, i.WithdrawalAsked, w.WithdrawalRefused), PAPER),
    **dict.fromkeys((w.SupplierClaimSent, w.SupplierClaimAnswered, w.SupplierClaimClosed), PAPER),
    w.SupplierClaimWithdrawn: PAPER,
    **dict.fromkeys((w.DeviceClaimed, w.DeviceClaimAnswered), PAPER),
    **dict.fromkeys((s.FreightClaimSent, s.FreightClaimAnswered, s.FreightClaimClosed), PAPER),
    **dict.fromkeys((s.TransferOffered, s.TransferApproved, s.TransferRefused, s.TransferWithdrawn), PAPER),
    **dict.fromkeys((s.RecallOpened, s.RecallClosed, s.RecallReopened), PAPER),
    **dict.fromkeys((w.DeliveryAnnounced, w.DeliveryClosed, w.DeliveryUndone), FIGURES),
    **dict.fromkeys((w.CountAdjusted, w.StockChanged), FIGURES),
    **dict.fromkeys((s.TransferDispatched, s.TransferReceived, s.TransferClosed, s.TransferUndone), BY_DEVICE),
    **dict.fromkeys((s.ReturnDispatched, s.ReturnClosed, s.ReturnUndone), BY_DEVICE),
    **dict.fromkeys(
        (w.OrderReserved, w.OrderShort, w.OrderCancelled),
        "a quantity is promised, no device: CBV's `reserving` is of numbers given out before commissioning",
    ),
    w.OrderPacked: "cartons pass from one service to the other where they stand",
    s.CartonReleased: "cartons pass from one service to the other where they stand",
    **dict.fromkeys(
        (s.ShipmentReadied, s.CartonLoaded, s.ShippingCartonUndone),
        "part of `shipping`, which CBV does not allow beside staging, loading and departing",
    ),
}  # fmt: skip
