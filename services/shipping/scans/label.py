"""What the codes of one label may name: asset tags, serials, cartons, and the models that tell two serials apart."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from scanner.codes import Kind, candidates, serial_candidates
from services.chassis.scans import Scan
from services.contracts.values import CartonCode, Code, Malformed, Serial

C = TypeVar("C", bound=Code)

# How the reserve's own cartons, asset tags and locations begin; what of these is right has a reading of such a kind.
OURS = re.compile(r"R[CAL][0-9A-Z]+")
OUR_KINDS = frozenset({Kind.CARTON, Kind.ASSET_TAG, Kind.LOCATION})


@dataclass(frozen=True)
class Label:
    """Every reading of a label's codes, likeliest first. `serial` is what it says of a device nobody knows.

    `mistyped`: one of its codes looks like the reserve's own and has a wrong length or check character.
    """

    tags: tuple[str, ...]
    serials: tuple[str, ...]
    cartons: tuple[str, ...]
    models: tuple[str, ...]
    serial: Serial | None
    mistyped: bool


def read(scan: Scan) -> Label:
    """Read all codes of a scan together: they come from one label."""
    readings = [one for code in scan.codes for one in candidates(code.text, code.symbology)]
    plain = [code.text.strip().upper() for code in scan.codes]
    cartons = [one.value for one in readings if one.kind is Kind.CARTON]
    cartons += [code for text in plain if (code := proven(CartonCode, text))]
    mistyped = _mistyped(plain)
    named = {one.value for one in readings if one.kind is Kind.SCHOOL} | set(cartons) | mistyped
    serials = serial_candidates((code.text, code.symbology) for code in scan.codes)
    found = [serial for text in serials if text not in named and (serial := proven(Serial, text))]
    return Label(
        tags=_once(one.value for one in readings if one.kind is Kind.ASSET_TAG),
        serials=_once([*serials, *plain]),
        cartons=_once(cartons),
        models=_once(one.value for one in readings if one.kind in {Kind.PART, Kind.GTIN, Kind.UNKNOWN}),
        serial=found[0] if found else None,
        mistyped=bool(mistyped),
    )


def proven(kind: type[C], text: str) -> C | None:
    """`text` as a code of `kind`, or None when it is none."""
    try:
        return kind(text)
    except Malformed:
        return None


def _mistyped(texts: Iterable[str]) -> set[str]:
    looks = {text for text in texts if OURS.fullmatch(text)}
    return {text for text in looks if OUR_KINDS.isdisjoint(one.kind for one in candidates(text, ""))}


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
