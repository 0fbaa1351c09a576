"""A file that a page or a route hands out, to be saved."""

from collections.abc import Iterable

from flask import Response

from services.chassis.sheet.writing import TYPES, Format, Sheet, write_sheets
from services.chassis.web.language import language


def saved_sheets(kind: Format, name: str, *sheets: Sheet) -> Response:
    """These tables as a file of that format, `name` without its ending."""
    return saved(kind, name, write_sheets(kind, sheets, language()))


def saved(kind: Format, name: str, content: bytes | Iterable[bytes]) -> Response:
    """The file that `content` is, or becomes piece by piece while it is sent."""
    response = Response(content, content_type=TYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    return response
