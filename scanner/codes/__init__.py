"""What a code on a label is: its kind, its cleaned value, and the reserve's own codes."""

from scanner.codes.candidate import Candidate, Kind
from scanner.codes.choice import serial_candidates
from scanner.codes.classify import candidates, classify
from scanner.codes.own import (
    own_asset_tag,
    own_location_text,
    own_school_text,
    parse_asset_tag,
    parse_carton,
    parse_document,
    parse_location,
    parse_school,
)

__all__ = [
    "Candidate",
    "Kind",
    "candidates",
    "classify",
    "own_asset_tag",
    "own_location_text",
    "own_school_text",
    "parse_asset_tag",
    "parse_carton",
    "parse_document",
    "parse_location",
    "parse_school",
    "serial_candidates",
]
