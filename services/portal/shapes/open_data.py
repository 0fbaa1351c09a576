"""The open data as programs get it: what is published, and where its files are."""

from datetime import date, datetime

from pydantic import Field

from services.chassis.web.language import render
from services.chassis.web.shapes import Answer, Body
from services.portal.model.dataset import DATASETS
from services.portal.open_file import Kind, addresses


class File(Answer):
    """One dataset, with its title in the reader's language and its address by format."""

    name: str
    title: str
    files: dict[Kind, str]


class Catalogue(Answer):
    """What was published last: counted from the log up to `position`, the entry with the hash `head`.

    `digest` is the SHA-256 of the figures: `reserve open-data --check` makes them again from the log and compares.
    """

    publication: int
    day: date
    published_at: datetime
    position: int
    head: str
    digest: str
    licence: str
    datasets: list[File]
    dictionary: dict[Kind, str]


class Named(Body):
    """A dataset's name, and the format of its file."""

    name: str = Field(max_length=40)
    kind: Kind


class Formatted(Body):
    kind: Kind


def datasets() -> list[File]:
    """Every dataset, with its title in the reader's language."""
    return [File(name=one.name, title=render(one.title), files=addresses(one.name)) for one in DATASETS]
