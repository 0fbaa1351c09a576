"""A list as a file, CSV or XLSX, exactly as it is filtered: the page's own query and its columns, to the last row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, Generic, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, g, stream_with_context
from pydantic import BaseModel

from services.chassis.act import now
from services.chassis.errors import Refusal
from services.chassis.paging import AT_ONCE, Page, whole
from services.chassis.sheet.writing import Cell, Format, Sheet, written
from services.chassis.web.download import saved, saved_sheets
from services.chassis.web.edge import edge
from services.chassis.web.filtering import asked
from services.chassis.web.language import ZONE, language, render
from services.chassis.web.turn import Turn
from services.contracts.sentence import Sentence, say

Q = TypeVar("Q", bound=BaseModel)
T = TypeVar("T")

HERE = ZoneInfo(ZONE)
YES, NO = say("yes"), say("no")
NOT_WHOLE = say("THIS FILE IS NOT WHOLE.")


@dataclass(frozen=True)
class Column(Generic[T]):
    """What of a row stands in a column. With `words` it is two: the code, to join on, and what the code is called."""

    head: Sentence
    value: Callable[[T], object]
    words: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Listing(Generic[Q, T]):
    """A list that leaves as a file: its name, the shape of its filter, how a page of it is read, its columns.

    `read` takes the filter, a cursor and a number of rows; its page reads by it too, so that the scope is the same.
    """

    name: Sentence
    filter: type[Q]
    read: Callable[[Q, UUID | None, int], Page[T]]
    columns: Sequence[Column[T]]


def saved_list(listing: Listing[Q, T], kind: str) -> Response:
    """All of a list under the filter of the address; a long one leaves while it is read, in a transaction of its own.

    Raises `Invalid` for more rows than a file holds, `Busy` for a long list while another one is on its way.
    """
    query, title = asked(listing.filter), render(listing.name)
    form, name = Format(kind), f"{title}-{now().astimezone(HERE):%Y-%m-%d}"
    first = listing.read(query, None, AT_ONCE)
    if first.next is None:
        return saved_sheets(form, name, Sheet(title, _table(listing.columns, first.items)))
    pieces = _leaving(form, title, listing, query)
    # The first piece is nothing: with it the turn is taken, or refused while an answer can still say so.
    next(pieces)
    return saved(form, name, stream_with_context(pieces))


def _leaving(form: Format, title: str, listing: Listing[Q, T], query: Q) -> Iterator[bytes]:
    """The file of a long list, as its rows are read: all of them from one state of the database."""
    with Turn() as turn:
        turn.take()
        yield b""
        with edge().database.reading() as g.session:
            rows = whole(partial(listing.read, query))
            yield from _whole(form, written(form, [Sheet(title, _table(listing.columns, rows))], language()))


def _whole(form: Format, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """These pieces. Where one fails the answer breaks off, and the file shows it: not every server tells a browser.

    An XLSX without its end is opened by no program; of a CSV the last line says so.
    """
    try:
        yield from pieces
    except Exception as error:
        if form is Format.CSV:
            reason = error.sentence if isinstance(error, Refusal) else say("Save it again.")
            yield f"\r\n{render(NOT_WHOLE)} {render(reason)}\r\n".encode()
        raise


def named(names: Mapping[Any, Sentence]) -> Callable[[str], str]:
    """The words of a vocabulary for `Column`; a code that it does not know stays as it is."""
    return lambda code: render(names.get(code, code))


def dollars(cents: int | None) -> Cell:
    """Cents as a plain amount, with which a spreadsheet reckons."""
    return None if cents is None else Decimal(cents).scaleb(-2)


def _table(columns: Sequence[Column[T]], rows: Iterable[T]) -> Iterator[list[Cell]]:
    yield [head for one in columns for head in _heads(one)]
    # A code is put into words once for the file, not once a row.
    cells = [(one.value, cache(one.words) if one.words else None) for one in columns]
    for row in rows:
        line: list[Cell] = []
        for value, words in cells:
            code = value(row)
            line.append(_cell(code))
            if words:
                line.append(None if code is None else words(str(code)))
        yield line


def _heads(column: Column[T]) -> list[str]:
    head = render(column.head)
    return [head] if column.words is None else [render(say("%(column)s (code)", column=column.head)), head]


def _cell(value: object) -> Cell:
    """A moment in ISO 8601 with our zone, a day in ISO 8601, yes or no in words."""
    if isinstance(value, datetime):
        return value.astimezone(HERE).isoformat(timespec="seconds")
    if isinstance(value, bool):
        return render(YES if value else NO)
    if isinstance(value, int | float | Decimal):
        return value
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)
