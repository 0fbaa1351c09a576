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
    that change one of these when scanned alone; `takes`: the labels of our own that are scanned as a device's are, a
    carton's for all that lies in it."""

    needs: tuple[tuple[str, ...], ...] = ()
    sets: Mapping[Kind, str] = field(default_factory=lambda: NOTHING)
    takes: frozenset[Kind] = frozenset()


CARTONS = frozenset({Kind.CARTON})
TO_SHELF = {Kind.LOCATION: "location"}
STACKED = Mode(takes=CARTONS)
REASONED = Mode((("reason",),))
# A reason of the list, by its code, may stand for words.
LISTED = Mode((("reason", "why"),))
TO_SCHOOL = {Kind.SCHOOL: "school"}

MODES: Mapping[str, Mapping[str, Mode]] = {
    "warehouse": {
        # The label of a return's papers stands for all that a board sent back in it.
        "receive": Mode((("location",),), TO_SHELF, CARTONS | {Kind.DOCUMENT}),
        "put_away": Mode((("location",),), TO_SHELF, CARTONS),
        # A wave is given, never scanned: a shelf's label that is seen on the walk must not take an order's place.
        "pick": Mode((("order", "wave"),), {Kind.DOCUMENT: "order"}),
        "pack": Mode((("carton",),), {Kind.CARTON: "carton"}),
        "wipe": Mode(sets={Kind.DOCUMENT: "paper"}),
        "quarantine": LISTED,
        "release": Mode(),
        "undo": REASONED,
        "repair": LISTED,
        "repaired": Mode(),
        "retire": LISTED,
        "destroy": Mode((("reason", "why"), ("paper",)), {Kind.DOCUMENT: "paper"}),
        "count": Mode((("count",),), {Kind.DOCUMENT: "count", **TO_SHELF}, CARTONS),
    },
    "shipping": {
        "accept": STACKED,
        "damage": REASONED,
        "take": STACKED,
        "leave": Mode(),
        "set_aside": REASONED,
        "configure": STACKED,
        "hand_over": Mode((("school", "student"),), TO_SCHOOL, CARTONS),
        "take_back": STACKED,
        "send_back": REASONED,
        "send_on": Mode((("transfer",),), {Kind.DOCUMENT: "transfer"}),
        "take_over": Mode(sets={Kind.DOCUMENT: "transfer"}),
        "lend": Mode((("school",),), TO_SCHOOL),
        "give_back": Mode(),
        "sign": Mode(takes=frozenset({Kind.DOCUMENT})),
        "lost": REASONED,
        "stolen": REASONED,
        "found": Mode(),
        # At the dock it is a carton that comes off the truck.
        "undo": Mode((("reason",),), takes=CARTONS),
        "load": Mode((("shipment",),), {Kind.DOCUMENT: "shipment"}, CARTONS),
    },
}


def missing(name: str) -> str:
    """What a person does about a name that is needed and was not given."""
    return {
        "location": say("Scan the label of the shelf first."),
        "carton": say("Scan the label of the carton to pack first."),
        "order": say("Scan the label of the order first, or give --with order=NUMBER, or --with wave=NUMBER."),
        "count": say("Scan the label of the count first, or give --with count=NUMBER."),
        "paper": say("Scan the label of the document first, or give --with paper=NUMBER."),
        "shipment": say("Scan the label of the shipment first, or give --with shipment=NUMBER."),
        "transfer": say("Scan the label of the transfer first, or give --with transfer=NUMBER."),
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
        "transfer": say("Transfer {value}: what follows is in its boxes.", value=value),
    }[name]


def out_of_place(kind: Kind, action: str) -> str:
    """What a person is told of a label that says nothing to this action."""
    return {
        Kind.LOCATION: say("This is a shelf's label: “{action}” needs none. Nothing was kept.", action=action),
        Kind.SCHOOL: say("This is a school's label: “{action}” needs none. Nothing was kept.", action=action),
        Kind.CARTON: say("This is a carton's label: “{action}” takes devices one by one.", action=action),
        Kind.DOCUMENT: say("This is a document's label: no device is known by it."),
    }[kind]
