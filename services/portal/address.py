"""The portal's own addresses: the page of each kind of subject, and which places people may be sent on to."""

import re

from services.contracts.places import HOME
from services.portal.model.subject import key

# The word in the address, and the kind of subject whose page it is.
KINDS = {
    "requests": "request",
    "shipments": "shipment",
    "cartons": "carton",
    "deliveries": "delivery",
    "claims": "supplier-claim",
    "schools": "school",
    "locations": "location",
    "loans": "loan",
    "transfers": "transfer",
    "findings": "finding",
    "returns": "return",
}
# Named by an id, which no capitals are made of.
BY_ID = frozenset({"request", "shipment", "carton", "delivery", "supplier-claim", "transfer", "return"})
WORDS = {kind: word for word, kind in KINDS.items()}
# One slash, then no second one and no backslash, which browsers take for one: such an address leaves the site.
LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")


def page_of(subject: str | None, kind: str | None = None) -> str | None:
    """The page about a subject's key; `kind` tells a finding from a device. None where there is no page."""
    if subject is None:
        return None
    noun, number = subject.split("/", 1)
    if noun == "device" and kind != "finding":
        return f"/portal/devices/{number}"
    word = WORDS.get(kind if kind == "finding" else noun)
    return f"/portal/{word}/{number}" if word else None


def subject_of(kind: str, number: str) -> str:
    """The key that a page's address stands for. A finding was told as a device of its own."""
    if kind == "finding":
        return key("device", number)
    return key(kind, number if kind in BY_ID else number.upper())


def local(asked: str | None) -> str:
    """`asked` when it is an address of this site, else the home page: nobody is sent elsewhere from our door."""
    return asked if asked and LOCAL.fullmatch(asked) else HOME
