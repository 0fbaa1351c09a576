"""A supplier's advance ship notice: its rows judged one by one, every fault named by line, column and rule."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from services.chassis.errors import FieldError, Invalid
from services.chassis.sheet.reading import ZIP
from services.contracts.reference import Model, models
from services.contracts.sentence import Sentence, say
from services.contracts.values import AssetTag, Code, Malformed, Serial
from services.warehouse.model.asn_book import read_book
from services.warehouse.model.asn_excel import spoiled
from services.warehouse.model.asn_place import ROW, line_of, pointer
from services.warehouse.model.asn_text import Line, Seen, Text, read_text, unseen

MOST_FAULTS = 100
# So many are kept for the record, to be sent to the supplier.
KEPT_FAULTS = 1_000
LONGEST_CARTON = 40
LONGEST_FIELD = 200

# Also what free text may hold: no field of a notice has several lines.
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

Identity = tuple[str, str]
C = TypeVar("C", bound=Code)


@dataclass(frozen=True)
class Row:
    """One announced device, and the line of the file that announces it."""

    line: int
    pallet: str | None
    carton: str | None
    model: Model
    serial: Serial
    asset_tag: AssetTag | None

    @property
    def identity(self) -> Identity:
        return self.model.maker, self.serial


@dataclass
class Notice:
    """What a file announces: its good rows, and what is wrong with the others; `unfit` where it is no notice at all."""

    rows: list[Row] = field(default_factory=list)
    faults: list[FieldError] = field(default_factory=list)
    unfit: Sentence | None = None

    def fault(self, line: int, column: str, code: str, detail: Sentence) -> None:
        self.faults.append(FieldError(pointer(line, column), code, detail))

    def first_faults(self, most: int = MOST_FAULTS) -> tuple[FieldError, ...]:
        """The first ones, in the order of the file."""
        return tuple(sorted(self.faults, key=lambda fault: line_of(fault.pointer))[:most])

    def check(self, accept_good_rows: bool = False) -> None:
        """Raise `Invalid` (`asn.invalid`) with the first faults unless all is right, or what is right is enough."""
        if self.unfit is not None:
            raise Invalid("asn.invalid", self.unfit, self.first_faults())
        if self.faults and not (accept_good_rows and self.rows):
            sentence = say(
                "%(count)s fault(s) in this file, %(good)s good row(s): nothing was kept. Correct it and resend it.",
                count=len(self.faults),
                good=len(self.rows),
            )
            raise Invalid("asn.invalid", sentence, self.first_faults())


def read_notice(body: bytes, seen: Seen = unseen) -> Notice:
    """Read the file, XLSX or CSV, as far as it can be read; what is wrong with it is in the notice, which `check`
    refuses. `seen` is told row by row how far it is."""
    text = read_book(body, seen) if body.startswith(ZIP) else read_text(body, seen)
    notice = Notice(faults=list(text.faults), unfit=text.unfit)
    if text.unfit is None:
        _judge(notice, text)
    return notice


def _judge(notice: Notice, text: Text) -> None:
    serials: set[Identity] = set()
    tags: set[str] = set()
    stacks = _Stacks(notice)
    for line in text.lines:
        found = _row(notice, line)
        if found is None or not stacks.take(found):
            continue
        if found.identity in serials:
            notice.fault(found.line, "serial", "asn.serial_twice", say("This serial stands twice in the file."))
        elif found.asset_tag in tags:
            notice.fault(
                found.line, "asset_tag", "asn.asset_tag_twice", say("This asset tag stands twice in the file.")
            )
        else:
            notice.rows.append(found)
        serials.add(found.identity)
        if found.asset_tag:
            tags.add(found.asset_tag)


class _Stacks:
    """Which pallet each carton of the file stands on."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.pallet_of: dict[str, tuple[str | None, int]] = {}
        self.pallets: set[str] = set()

    def take(self, row: Row) -> bool:
        """Whether its carton and pallet agree with the rows before it; if not, that is named."""
        pallet, line = self.pallet_of.setdefault(row.carton, (row.pallet, row.line)) if row.carton else (row.pallet, 0)
        if pallet != row.pallet:
            told = say("In line %(line)s this carton stands on another pallet, or on none.", line=line)
            self.notice.fault(row.line, "pallet", "asn.two_pallets", told)
            return False
        if row.carton in self.pallets or row.pallet in self.pallet_of:
            told = say("In this file one code names a carton and a pallet: a scan could not tell which.")
            self.notice.fault(row.line, "pallet", "asn.pallet_or_carton", told)
            return False
        self.pallets |= {row.pallet} if row.pallet else set()
        return True


def _row(notice: Notice, line: Line) -> Row | None:
    """The row, or None after each of its faults was named."""
    before = len(notice.faults)
    notice.faults.extend(line.faults)
    row = _readable(notice, line)
    model = _model(notice, line.number, row) if "model" in row else None
    carton, pallet = _stack(notice, line.number, row, "carton"), _stack(notice, line.number, row, "pallet")
    serial = _value(notice, line.number, "serial", Serial, row)
    tag = _value(notice, line.number, "asset_tag", AssetTag, row) if row.get("asset_tag") else None
    if len(notice.faults) > before or model is None or serial is None:
        return None
    return Row(line.number, pallet, carton, model, serial, tag)


def _readable(notice: Notice, line: Line) -> Mapping[str, str]:
    """The fields of a line by their columns, without those that are too long or not text, which are named."""
    if len(line.fields) > len(line.columns):
        notice.fault(line.number, ROW, "asn.columns", say("This row has more fields than there are columns."))
    row = {}
    for column, text in line.by_column().items():
        text = text.strip()
        if len(text) > LONGEST_FIELD:
            told = say("This field has more than %(most)s characters.", most=LONGEST_FIELD)
            notice.fault(line.number, column, "asn.too_long", told)
        elif CONTROL.search(text):
            told = say("This field has a character that does not belong there: an end of line, NUL or the like.")
            notice.fault(line.number, column, "asn.control", told)
        elif fault := spoiled(column, text):
            notice.fault(line.number, column, *fault)
        else:
            row[column] = text
    return row


def _stack(notice: Notice, line: int, row: Mapping[str, str], column: str) -> str | None:
    """The carton or the pallet that a row names, if any."""
    code = row.get(column, "").upper()
    if len(code) > LONGEST_CARTON:
        told = say("A supplier's carton has up to 40 characters.")
        if column == "pallet":
            told = say("A supplier's pallet has up to 40 characters.")
        notice.fault(line, column, f"asn.{column}", told)
    return code or None


def _model(notice: Notice, line: int, row: Mapping[str, str]) -> Model | None:
    model = models().get(row["model"])
    if model is None:
        notice.fault(line, "model", "asn.model", say("This model is not known: give the maker's part number."))
    elif "maker" in row and model.maker.casefold() != row["maker"].casefold():
        notice.fault(line, "maker", "asn.maker", say("This model is %(maker)s's.", maker=model.maker))
    return model


def _value(notice: Notice, line: int, column: str, kind: type[C], row: Mapping[str, str]) -> C | None:
    if column not in row:
        return None
    try:
        return kind(row[column])
    except Malformed as error:
        notice.fault(line, column, f"asn.{column}", error.rule)
        return None
