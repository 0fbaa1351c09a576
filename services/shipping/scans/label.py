"""What the codes of one label may name: asset tags, serials, cartons, and the models that tell two serials apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from scanner.codes import Kind, candidates, serial_candidates
from services.chassis.scans import Scan
from services.contracts.values import CartonCode, Code, Malformed, Serial

C = TypeVar("C", bound=Code)


@dataclass(frozen=True)
class Label:
    """Every reading of a label's codes, likeliest first. `serial` is what it says of a device nobody knows."""

    tags: tuple[str, ...]
    serials: tuple[str, ...]
    cartons: tuple[str, ...]
    models: tuple[str, ...]
    serial: Serial | None


def read(scan: Scan) -> Label:
    """Read all codes of a scan together: they come from one label."""
    readings = [one for code in scan.codes for one in candidates(code.text, code.symbology)]
    plain = [code.text.strip().upper() for code in scan.codes]
    cartons = [one.value for one in readings if one.kind is Kind.CARTON]
    cartons += [code for text in plain if (code := proven(CartonCode, text))]
    named = {one.value for one in readings if one.kind is Kind.SCHOOL} | set(cartons)
    serials = serial_candidates((code.text, code.symbology) for code in scan.codes)
    found = [serial for text in serials if text not in named and (serial := proven(Serial, text))]
    return Label(
        tags=_once(one.value for one in readings if one.kind is Kind.ASSET_TAG),
        serials=_once([*serials, *plain]),
        cartons=_once(cartons),
        models=_once(one.value for one in readings if one.kind in {Kind.PART, Kind.GTIN, Kind.UNKNOWN}),
        serial=found[0] if found else None,
    )


def proven(kind: type[C], text: str) -> C | None:
    """`text` as a code of `kind`, or None when it is none."""
    try:
        return kind(text)
    except Malformed:
        return None


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
