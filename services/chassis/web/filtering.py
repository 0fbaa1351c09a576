"""The filter of a list: read from the address, kept by the links to the list's next page and to its files."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode

from flask import g, request
from pydantic import BaseModel

from services.chassis.web.admission import SAFE

S = TypeVar("S", bound=BaseModel)

# What an address may say beside the filter of its list, and which page of it is meant.
LANGUAGE, PAGING = "lang", frozenset({"cursor", "limit"})


def asked(shape: type[S], strict: bool = True) -> S:
    """What the address asks for, as a shape; an empty field counts as not given.

    Raises `ValidationError`, also for a name that the shape does not know; without `strict` that is passed over.
    """
    given = {name: value for name, value in request.args.items() if value and name != LANGUAGE}
    if not strict:
        given = {name: value for name, value in given.items() if name in shape.model_fields}
    found = shape.model_validate(given)
    # Only what was understood is kept: a list that is shown under a refused filter is the whole one.
    g.filter = given
    return found


def kept() -> Mapping[str, str]:
    """The filter that is set, as it stands in the address, without the page."""
    return {name: value for name, value in _given().items() if name not in PAGING}


def next_page(cursor: object, address: str = "") -> str:
    """The list at `address` (else: this page) from `cursor` on; it keeps the filter and how long a page is."""
    return f"{address or _here()}?{urlencode({**_given(), 'cursor': str(cursor)})}"


def list_file(address: str, kind: str) -> str:
    """The whole list at `address` as a file, with the filter that is set."""
    given = urlencode(kept())
    return f"{address}.{kind}{'?' if given else ''}{given}"


def _given() -> Mapping[str, str]:
    found: Mapping[str, str] = g.get("filter", {})
    return found


def _here() -> str:
    """This page; of a form that was refused, the page that it stands on."""
    return request.path if request.method in SAFE else request.path.rsplit("/", 1)[0]
