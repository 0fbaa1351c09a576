"""What an event of EPCIS is about, where, under which papers, and from whom to whom."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.contracts import warehouse as w
from services.contracts.event import Event
from services.portal.epcis.address import Addresses
from services.portal.epcis.known import Known, Told
from services.portal.epcis.mapping import RESERVE, At, Of, Rule
from services.portal.model.subject import key

SCHOOL = re.compile(r"\d{6}")
NUMBERED = ("request", "shipment", "delivery", "transfer")


@dataclass(frozen=True)
class Ways:
    """By whose clock, and the lists of where, under what, from and to."""

    clock: str | None
    lists: dict[str, Any]


def objects(
    event: Event, rule: Rule, known: Known, addresses: Addresses, original: Told | None
) -> Iterator[dict[str, Any]]:
    """What each event of a rule is about."""
    told: Any = event
    match rule.of:
        case Of.DEVICE:
            yield _objects([_device(told.device, known, addresses)])
        case Of.FOUND:
            yield _objects([addresses.device(told.finding, told.maker, told.serial)])
        case Of.CARTON:
            yield _objects([addresses.carton(told.code)])
        case Of.CARTONS if told.cartons:
            yield _objects([_carton(one, known, addresses) for one in told.cartons])
        case Of.PACKED:
            packed = original.envelope.data if original else told
            yield _aggregated(addresses.carton(told.code), _packed(packed, addresses))
        case Of.OPENED:
            for one in known.cartons.get(told.shipment, ()):
                yield _aggregated(_carton(one, known, addresses), [])


def ways(event: Event, rule: Rule, known: Known, addresses: Addresses) -> Ways:
    """Where, under which papers, from whom to whom."""
    board = getattr(event, "board", None)
    school = field(event, "school") if rule.at is At.SCHOOL else None
    here = field(event, "location") or RESERVE if rule.at is At.RESERVE else school or str(board)
    lists: dict[str, Any] = {"readPoint": {"id": addresses.place(here)}}
    papers = [_paper(kind, number, addresses) for kind, name in rule.papers if (number := _number(event, name, known))]
    for name, owner, place in (("source", rule.gives, rule.out_of), ("destination", rule.takes, rule.into)):
        ends = [("possessing_party", addresses.party, owner), ("location", addresses.place, place)]
        found = [{"type": kind, name: of(code)} for kind, of, one in ends if (code := field(event, one))]
        lists |= {f"{name}List": found} if found else {}
    clock = None if rule.at is At.RESERVE else board
    return Ways(clock, lists | ({"bizTransactionList": papers} if papers else {}))


def field(event: Event, name: str | None) -> str | None:
    """What a field of an event says, as a code; `reserve` stands for itself."""
    if name is None or name == RESERVE:
        return name
    if name in ("left_school", "left_loan"):
        origin = str(getattr(event, "origin", ""))
        return origin if (SCHOOL.fullmatch(origin) is not None) == (name == "left_school") else None
    value = getattr(event, name, None)
    return str(value) if value else None


def _number(event: Event, name: str, known: Known) -> str | None:
    """The number of a paper that a field names; the id where nobody told the number yet."""
    if name == "proof":
        proof = getattr(event, "proof", None)
        return proof.number if proof else None
    value = field(event, name)
    if value is None or name not in NUMBERED:
        return value
    return known.labels.get(key(name, value)) or value


def _paper(kind: str | None, number: str, addresses: Addresses) -> dict[str, str]:
    return ({"type": kind} if kind else {}) | {"bizTransaction": addresses.paper(number)}


def _objects(epcs: list[str]) -> dict[str, Any]:
    return {"type": "ObjectEvent", "epcList": epcs}


def _aggregated(parent: str, children: list[str]) -> dict[str, Any]:
    """Without children it is all that was in the parent, which only a `DELETE` may say."""
    return {"type": "AggregationEvent", "parentID": parent, "childEPCs": children}


def _device(device: UUID, known: Known, addresses: Addresses) -> str:
    return addresses.device(device, *known.devices.get(device, ("", "")))


def _carton(carton: UUID, known: Known, addresses: Addresses) -> str:
    return addresses.carton(known.labels.get(key("carton", carton)) or str(carton))


def _packed(event: Event, addresses: Addresses) -> list[str]:
    devices = event.devices if isinstance(event, w.CartonClosed) else []
    return [addresses.device(one.device, one.maker, one.serial) for one in devices]
