"""What a code on a label is: its kind, its cleaned value, and the reserve's own codes."""

from scanner.codes.candidate import Candidate, Kind
from scanner.codes.classify import candidates, classify
from scanner.codes.label import Label, Reading, read_label, serial_candidates
from scanner.codes.makers import Maker, Makers
from scanner.codes.makers_file import SHIPPED, BadMakers, Fault, extended
from scanner.codes.own import (
    own_asset_tag,
    own_document_text,
    own_location_text,
    own_school_text,
    parse_asset_tag,
    parse_carton,
    parse_document,
    parse_location,
    parse_school,
)
from scanner.codes.pattern import Rule

__all__ = [
    "SHIPPED",
    "BadMakers",
    "Candidate",
    "Fault",
    "Kind",
    "Label",
    "Maker",
    "Makers",
    "Reading",
    "Rule",
    "candidates",
    "classify",
    "extended",
    "own_asset_tag",
    "own_document_text",
    "own_location_text",
    "own_school_text",
    "parse_asset_tag",
    "parse_carton",
    "parse_document",
    "parse_location",
    "parse_school",
    "read_label",
    "serial_candidates",
]
