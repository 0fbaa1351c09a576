"""An entry of the log as events of EPCIS, and events as a document."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.contracts.undone import Undone
from services.portal.epcis.address import Addresses, local
from services.portal.epcis.known import Known, Told
from services.portal.epcis.mapping import COMMISSIONING, COMPENSATED, RULES, Of, Rule
from services.portal.epcis.subject import objects, ways
from services.portal.epcis.vocabulary import CONTEXT, OWN, PREFIX, step
from services.portal.model.log import what_of

NOWHERE = frozenset({"in_transit", "unknown", "stolen"})


def document(events: Sequence[dict[str, Any]], base: str, at: datetime) -> dict[str, Any]:
    """A document of events, made at a moment."""
    return {
        "@context": [CONTEXT, {PREFIX: base + OWN}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": local(at, None)[0],
        "epcisBody": {"eventList": list(events)},
    }


def events(told: Told, known: Known, base: str) -> list[dict[str, Any]]:
    """What an entry is in EPCIS: none, one, or several; each with an id that is the same whenever it is asked for.

    What is undone is told again, with the same id and a declaration of error, unless an ordinary event says it.
    """
    event = told.envelope.data
    if isinstance(event, Undone):
        return list(_undone(told, event, known, base))
    return list(_plain(told, known, base))


def _undone(told: Told, event: Undone, known: Known, base: str) -> Iterator[dict[str, Any]]:
    ordinary = COMPENSATED.get((type(event), event.step))
    original = known.undone.get(event.undone)
    if ordinary:
        yield from _events(told, ordinary, known, base, original)
    elif original:
        declared = local(told.envelope.time, getattr(event, "board", None))[0]
        for one in _plain(original, known, base):
            yield one | {"errorDeclaration": {"declarationTime": declared, "reason": "did_not_occur"}}


def _plain(told: Told, known: Known, base: str) -> Iterator[dict[str, Any]]:
    event = told.envelope.data
    rule = RULES.get(type(event))
    if rule is None:
        return
    if isinstance(event, w.DeviceReceived) and not known.stands(event.subject(), told.position):
        first = next(_events(told, COMMISSIONING, known, base))
        yield first | {"eventID": _id(told, "commissioning"), "ilmd": _made(event)}
    if isinstance(event, s.ShipmentVoided) and not known.stands(event.subject(), told.position):
        # It never left: nothing was shipped that could be void.
        return
    yield from _events(told, rule, known, base)


def _events(told: Told, rule: Rule, known: Known, base: str, original: Told | None = None) -> Iterator[dict[str, Any]]:
    """The events of a rule: one, but of a receipt that is ended one for each carton."""
    addresses = Addresses(base)
    common = _common(told, rule, known, addresses)
    found = objects(told.envelope.data, rule, known, addresses, original)
    for number, what in enumerate(found):
        yield common | what | ({"eventID": _id(told, str(number))} if rule.of is Of.OPENED else {})


def _common(told: Told, rule: Rule, known: Known, addresses: Addresses) -> dict[str, Any]:
    event, base = told.envelope.data, addresses.base
    board = ways(event, rule, known, addresses)
    time, offset = local(told.envelope.time, board.clock)
    said: dict[str, Any] = {
        "eventID": _id(told),
        "eventTime": time,
        "eventTimeZoneOffset": offset,
        "recordTime": local(told.recorded_at, board.clock)[0],
        "action": rule.action,
        "bizStep": step(_word(rule.step, event), base),
        "disposition": _word(rule.disposition, event),
        **board.lists,
    }
    if rule.action != "DELETE" and said["disposition"] not in NOWHERE:
        said["bizLocation"] = said["readPoint"]
    if rule.lasting:
        said["persistentDisposition"] = rule.lasting(event)
    # What leads back to the log: the entry that an auditor finds there, and its hash.
    return said | {
        f"{PREFIX}:event": what_of(event),
        f"{PREFIX}:logPosition": told.position,
        f"{PREFIX}:logHash": told.hash,
    }


def _id(told: Told, part: str = "") -> str:
    event: UUID = told.envelope.id
    return f"urn:uuid:{uuid5(event, part) if part else event}"


def _word(word: Any, event: Event) -> str:
    return str(word(event)) if callable(word) else str(word)


def _made(event: w.DeviceReceived) -> dict[str, str]:
    told = {"maker": event.maker, "model": event.model, "serial": event.serial, "deviceType": event.type}
    return {f"{PREFIX}:{name}": str(value) for name, value in told.items()}
