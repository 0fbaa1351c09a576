"""The words that shipping's templates use: names of states, steps, types and boards, and amounts of money."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal

from scanner.labels import MEDIA
from services.chassis.web.language import language
from services.contracts.places import RENEW_API
from services.contracts.reference import boards, device_types, models
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE, Role
from services.contracts.sentence import Sentence, say
from services.shipping.carriers import CARRIERS
from services.shipping.model import LEFT, Custody, Device, Stage
from services.shipping.model.custody import NAMES as CUSTODY
from services.shipping.model.found import NAMES as CONDITIONS
from services.shipping.model.freight_claim import NAMES as CLAIM_STATES
from services.shipping.model.freight_claim import ClaimState
from services.shipping.model.recall import NAMES as OUTCOMES
from services.shipping.model.returned import STAGES as RETURN_STAGES
from services.shipping.model.slip import NAMES as SLIPS
from services.shipping.model.stage import NAMES as STAGES

STEPS: Mapping[str, Sentence] = {
    "shipment.dispatched": say("dispatched"),
    "shipment.delivered": say("delivered"),
    "shipment.received": say("receipt ended"),
    "device.accepted": say("accepted"),
    "device.damaged": say("reported damaged"),
    "device.missing": say("missing"),
    "device.configured": say("configured"),
    "device.handed-over": say("handed over"),
    "device.lent": say("lent to another school"),
    "device.taken-back": say("taken back"),
    "device.sent-back": say("sent back"),
    "device.sent-on": say("sent on to another board"),
    "device.transferred": say("received from another board"),
    "device.unreturned": say("not in the boxes of its return"),
    "device.lost": say("lost"),
    "device.stolen": say("stolen"),
    "device.found": say("found"),
    "return.closed": say("return closed"),
    "transfer.closed": say("receipt ended"),
}


def words() -> dict[str, Any]:
    """For a blueprint's context: what its templates may name."""
    return {
        "custody": CUSTODY,
        "stages": STAGES,
        "Custody": Custody,
        "steps": STEPS,
        "device_steps": device_steps,
        "Stage": Stage,
        "carriers": CARRIERS,
        "claim_states": CLAIM_STATES,
        "ClaimState": ClaimState,
        "LEFT": LEFT,
        "conditions": CONDITIONS,
        "outcomes": OUTCOMES,
        "return_stages": RETURN_STAGES,
        "slip_kinds": SLIPS,
        "media": MEDIA.values(),
        "renew": RENEW_API,
        "board_name": board_name,
        "type_name": type_name,
        "model_name": model_name,
        "money": money,
        "is_board": lambda person: person.role in BOARD,
        "is_warehouse": lambda person: person.role in WAREHOUSE,
        "sends": lambda person: person.role in WAREHOUSE | {Role.MINISTRY},
        "sees_devices": lambda person: person.role in BOARD | SEES_ALL,
    }


def device_steps(device: Device) -> list[tuple[str, Sentence]]:
    """What can be recorded on a device's own page, by the form's name for it."""
    if device.state in {Custody.LOST, Custody.STOLEN}:
        return [("found", say("Found"))]
    lent = [("lend", say("Lent to another school"))] if device.state is Custody.AT_SCHOOL else []
    gone = [("lost", say("Lost")), ("stolen", say("Stolen"))] if device.may(Custody.LOST) else []
    return [*lent, *gone]


def board_name(code: str) -> str:
    found = boards().get(code)
    return found.name(language()) if found else code


def model_name(code: str, maker: str = "") -> str:
    """As its maker sells it; a part number that nobody entered as a model stays as it is, with the maker beside it."""
    found = models().get(code)
    return f"{found.maker} {found.name}" if found else f"{maker} {code}".strip()


def type_name(code: str) -> str:
    found = device_types().get(code)
    return found.name(language()) if found else code


def money(cents: int | None) -> str:
    """`1 234,50 $` in French, `$1,234.50` in English."""
    if cents is None:
        return ""
    amount = format_decimal(Decimal(cents) / 100, format="#,##0.00")
    return f"{amount}\N{NO-BREAK SPACE}$" if language() == "fr" else f"${amount}"
