"""What stands on a label, whatever it is drawn on: a title for people, and codes, each with its caption."""

import re
from dataclasses import dataclass
from enum import StrEnum

from biip.checksums import gs1_standard_check_digit

from scanner.codes import (
    own_document_text,
    own_location_text,
    own_school_text,
    parse_asset_tag,
    parse_carton,
    parse_document,
)

_SERIAL = re.compile(r"[A-Z0-9\-/.]{5,40}")
# A student's code permanent: four letters and eight digits. No label names a student.
_CODE_PERMANENT = re.compile(r"[A-Za-z]{4}[\W_]?\d{4}[\W_]?\d{4}(?!\d)")


class Kind(StrEnum):
    """What a label is for."""

    DEVICE = "device"
    TAG = "tag"
    LOCATION = "location"
    CARTON = "carton"
    DOCUMENT = "document"
    SCHOOL = "school"


@dataclass(frozen=True)
class Coded:
    """One code of a label. `gs1`: its text begins with a GS1 application identifier, `00` before an SSCC."""

    text: str
    caption: str
    gs1: bool = False


@dataclass(frozen=True)
class Label:
    """A label of its own `name` (fit for a file name), a title, one or more codes, and its `row` in its list."""

    kind: Kind
    name: str
    title: str
    codes: tuple[Coded, ...]
    row: int | None = None

    def __post_init__(self) -> None:
        if _CODE_PERMANENT.search(self.title):
            raise ValueError(f"a label names no student: {self.title!r}")

    @property
    def is_shelf(self) -> bool:
        """Whether it is read from the aisle, by people and by scanners."""
        return self.kind is Kind.LOCATION


def device_label(maker: str, model: str, serial: str, asset_tag: str = "", part: str = "") -> Label:
    """A device's label: serial, and part number and the reserve's own tag if any; ValueError if a code is malformed."""
    if not _SERIAL.fullmatch(serial):
        raise ValueError(f"not a serial: {serial!r}")
    if part and not _SERIAL.fullmatch(f"1P{part}"):
        raise ValueError(f"not a part number: {part!r}")
    codes = [Coded(serial, f"S/N {serial}")]
    codes += [Coded(f"1P{part}", f"P/N {part}")] if part else []
    codes += [_tag(asset_tag)] if asset_tag else []
    return Label(Kind.DEVICE, _name(f"{maker}-{serial}"), _line(f"{maker} {model}"), tuple(codes))


def tag_label(code: str, title: str = "RÉSERVE") -> Label:
    """The reserve's own tag, to be stuck on a device; ValueError if it is none of ours."""
    return Label(Kind.TAG, code, _line(title), (_tag(code),))


def location_label(code: str) -> Label:
    """A shelf's label: the code large for people, with its check character for the scanner."""
    text = own_location_text(code)
    return Label(Kind.LOCATION, code, code, (Coded(text, text),))


def carton_label(code: str, title: str = "") -> Label:
    """A carton's label: an SSCC of eighteen digits as GS1, else the reserve's own code; ValueError if neither."""
    if re.fullmatch("[0-9]{18}", code):
        if str(gs1_standard_check_digit(code[:-1])) != code[-1]:
            raise ValueError(f"wrong check digit: {code!r}")
        return Label(Kind.CARTON, code, _line(title) or "SSCC", (Coded(f"00{code}", f"(00) {code}", gs1=True),))
    if not parse_carton(code):
        raise ValueError(f"neither an SSCC nor a carton code of ours: {code!r}")
    return Label(Kind.CARTON, code, _line(title) or "COLIS / CARTON", (Coded(code, code),))


def document_label(code: str, title: str = "") -> Label:
    """The label of a paper, by its code or the number that it bears (`E000123`); ValueError if it is none of ours."""
    text = code if parse_document(code) else own_document_text(code)
    return Label(
        Kind.DOCUMENT, code, _line(title) or "DOCUMENT", (Coded(text, text if text == code else f"{code} ({text})"),)
    )


def school_label(code: str, title: str = "") -> Label:
    """The label to scan when devices are handed over to a school of six digits; `title` may be its name."""
    text = own_school_text(code)
    return Label(Kind.SCHOOL, code, _line(title) or "ÉCOLE / SCHOOL", (Coded(text, f"{code} ({text})"),))


def _tag(code: str) -> Coded:
    if not parse_asset_tag(code):
        raise ValueError(f"not an asset tag of ours: {code!r}")
    return Coded(code, code)


def _line(text: str) -> str:
    """One line of print, whatever a list held."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9\-]+", "_", text)
