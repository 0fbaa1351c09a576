"""A supplier's advance ship notice: CSV text read row by row, every fault named, nothing kept of a faulty one."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from services.chassis.errors import FieldError, Invalid
from services.contracts.reference import Model, models
from services.contracts.sentence import Sentence, say
from services.contracts.values import AssetTag, Code, Malformed, Serial
from services.warehouse.model.asn_place import ROW, line_of, pointer

COLUMNS = ("carton", "maker", "model", "serial", "asset_tag")
MOST_ROWS = 40_000
MOST_FAULTS = 100
LONGEST_CARTON = 40

Identity = tuple[str, str]
C = TypeVar("C", bound=Code)


@dataclass(frozen=True)
class Row:
    """One announced device, and the line of the file that announces it."""

    line: int
    carton: str | None
    model: Model
    serial: Serial
    asset_tag: AssetTag | None

    @property
    def identity(self) -> Identity:
        return self.model.maker, self.serial


@dataclass
class Notice:
    """What a file announces: its good rows, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    faults: list[FieldError] = field(default_factory=list)

    def fault(self, line: int, column: str, code: str, detail: Sentence) -> None:
        self.faults.append(FieldError(pointer(line, column), code, detail))

    def check(self) -> None:
        """Raise `Invalid` (`asn.invalid`) with the first hundred faults and how many there are."""
        if self.faults:
            faults = sorted(self.faults, key=lambda fault: line_of(fault.pointer))[:MOST_FAULTS]
            sentence = say(
                "%(count)s fault(s) in this file, %(good)s good row(s): nothing was kept. Correct it and resend it.",
                count=len(self.faults),
                good=len(self.rows),
            )
            raise Invalid("asn.invalid", sentence, tuple(faults))


def read_notice(body: bytes) -> Notice:
    """Read the file as far as it can be read. Raises `Invalid` (`asn.invalid`) where it is no such file at all."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unfit(say("This file is not UTF-8 text: save it as CSV UTF-8.")) from error
    notice = Notice()
    try:
        lines = list(_lines(text))
    except csv.Error as error:
        raise _unfit(say("This file cannot be read as CSV.")) from error
    if len(lines) > MOST_ROWS:
        raise _unfit(say("This file has more than %(most)s rows: split it.", most=MOST_ROWS))
    if not lines:
        raise _unfit(say("This file announces no device."))
    _judge(notice, lines)
    return notice


def _lines(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row of the file with its line number. Excel in French separates by semicolons."""
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if ";" in head else ",", strict=True, restval="")
    columns = [name.strip() for name in reader.fieldnames or ()]
    if sorted(columns) != sorted(COLUMNS):
        raise _unfit(say("The first line must name these columns: %(columns)s.", columns=", ".join(COLUMNS)))
    reader.fieldnames = columns
    for row in reader:
        yield reader.line_num, row


def _judge(notice: Notice, lines: Sequence[tuple[int, Mapping[str, str]]]) -> None:
    serials: set[Identity] = set()
    tags: set[str] = set()
    for line, row in lines:
        found = _row(notice, line, row)
        if found is None:
            continue
        if found.identity in serials:
            notice.fault(line, "serial", "asn.serial_twice", say("This serial stands twice in the file."))
        elif found.asset_tag in tags:
            notice.fault(line, "asset_tag", "asn.asset_tag_twice", say("This asset tag stands twice in the file."))
        else:
            notice.rows.append(found)
        serials.add(found.identity)
        if found.asset_tag:
            tags.add(found.asset_tag)


def _row(notice: Notice, line: int, row: Mapping[str, str]) -> Row | None:
    """The row, or None after each of its faults was named."""
    before = len(notice.faults)
    if None in row:
        notice.fault(line, ROW, "asn.columns", say("This row has more fields than there are columns."))
    model = models().get(row["model"].strip())
    if model is None:
        notice.fault(line, "model", "asn.model", say("This model is not known: give the maker's part number."))
    elif model.maker.casefold() != row["maker"].strip().casefold():
        notice.fault(line, "maker", "asn.maker", say("This model is %(maker)s's.", maker=model.maker))
    carton = row["carton"].strip().upper()
    if len(carton) > LONGEST_CARTON:
        notice.fault(line, "carton", "asn.carton", say("A supplier's carton has up to 40 characters."))
    serial = _value(notice, line, "serial", Serial, row["serial"])
    tag = _value(notice, line, "asset_tag", AssetTag, row["asset_tag"]) if row["asset_tag"].strip() else None
    if len(notice.faults) > before or model is None or serial is None:
        return None
    return Row(line, carton or None, model, serial, tag)


def _value(notice: Notice, line: int, column: str, kind: type[C], text: str) -> C | None:
    try:
        return kind(text)
    except Malformed as error:
        notice.fault(line, column, f"asn.{column}", error.rule)
        return None


def _unfit(sentence: Sentence) -> Invalid:
    return Invalid("asn.invalid", sentence)
