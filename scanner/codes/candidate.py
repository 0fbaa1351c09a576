"""One reading of a code: what it may be, and the value once makers' prefixes and GS1 identifiers are off."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a code stands for."""

    SERIAL = "serial"
    ASSET_TAG = "asset_tag"
    LOCATION = "location"
    CARTON = "carton"
    DOCUMENT = "document"
    GTIN = "gtin"
    PART = "part"
    IMEI = "imei"
    ICCID = "iccid"
    MAC = "mac"
    SCHOOL = "school"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Candidate:
    """A kind and a cleaned value; an `unknown` value may still be the serial of a maker whose pattern is not known."""

    kind: Kind
    value: str
