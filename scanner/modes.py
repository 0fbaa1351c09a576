"""What each action needs to be told beside a label, and which labels say it: the scanner's own table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from scanner.codes import Kind
from scanner.language import say

NOTHING: Mapping[Kind, str] = MappingProxyType({})


@dataclass(frozen=True)
class Mode:
    """`needs`: the names that a scan's `with` must have, any one of them where they stand together; `sets`: the labels
    that change one of these when scanned alone; `cartons`: whether a carton's label may stand for its devices."""

    needs: tuple[tuple[str, ...], ...] = ()
    sets: Mapping[Kind, str] = field(default_factory=lambda: NOTHING)
    cartons: bool = False


SHELVED = Mode((("location",),), {Kind.LOCATION: "location"}, cartons=True)
REASONED = Mode((("reason",),))
TO_SCHOOL = {Kind.SCHOOL: "school"}

MODES: Mapping[str, Mapping[str, Mode]] = {
    "warehouse": {
        "receive": SHELVED,
        "put_away": SHELVED,
        "pick": Mode((("order",),), {Kind.DOCUMENT: "order"}),
        "pack": Mode((("carton",),), {Kind.CARTON: "carton"}),
        "wipe": Mode(sets={Kind.DOCUMENT: "paper"}),
        "quarantine": REASONED,
        "release": Mode(),
        "undo": REASONED,
        "repair": REASONED,
        "repaired": Mode(),
        "retire": REASONED,
        "destroy": Mode((("reason",), ("paper",)), {Kind.DOCUMENT: "paper"}),
        "count": Mode((("count",),), {Kind.DOCUMENT: "count", Kind.LOCATION: "location"}, cartons=True),
    },
    "shipping": {
        "accept": Mode(cartons=True),
        "damage": REASONED,
        "configure": Mode(),
        "hand_over": Mode((("school", "student"),), TO_SCHOOL),
        "take_back": Mode(),
        "send_back": REASONED,
        "lend": Mode((("school",),), TO_SCHOOL),
        "lost": REASONED,
        "stolen": REASONED,
        "found": Mode(),
        # At the dock it is a carton that comes off the truck.
        "undo": Mode((("reason",),), cartons=True),
        "load": Mode((("shipment",),), {Kind.DOCUMENT: "shipment"}, cartons=True),
    },
}


def missing(name: str) -> str:
    """What a person does about a name that is needed and was not given."""
    return {
        "location": say("Scan the label of the shelf first."),
        "carton": say("Scan the label of the carton to pack first."),
        "order": say("Scan the label of the order first, or give --with order=NUMBER."),
        "count": say("Scan the label of the count first, or give --with count=NUMBER."),
        "paper": say("Scan the label of the document first, or give --with paper=NUMBER."),
        "shipment": say("Scan the label of the shipment first, or give --with shipment=NUMBER."),
        "reason": say("Say why: --with reason=WORDS."),
        "school": say("Scan the school's label first, or give --with school=CODE (or student=yes to a student)."),
    }[name]


def changed(name: str, value: str) -> str:
    """What a person is told once a label has changed what the next ones are scanned for."""
    return {
        "location": say("Shelf {value}: what follows goes here.", value=value),
        "carton": say("Carton {value} is open: what follows goes into it.", value=value),
        "school": say("School {value}: what follows goes there.", value=value),
        "order": say("Order {value}: what follows is for it.", value=value),
        "count": say("Count {value}: what follows is seen there.", value=value),
        "paper": say("Document {value} is for what follows.", value=value),
        "shipment": say("Shipment {value}: what follows goes on its truck.", value=value),
    }[name]


def out_of_place(kind: Kind, action: str) -> str:
    """What a person is told of a label that says nothing to this action."""
    return {
        Kind.LOCATION: say("This is a shelf's label: “{action}” needs none. Nothing was kept.", action=action),
        Kind.SCHOOL: say("This is a school's label: “{action}” needs none. Nothing was kept.", action=action),
        Kind.CARTON: say("This is a carton's label: “{action}” takes devices one by one.", action=action),
        Kind.DOCUMENT: say("This is a document's label: no device is known by it."),
    }[kind]
