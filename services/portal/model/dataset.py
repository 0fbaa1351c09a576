"""The open data: which files there are, and the dictionary that says what stands in each column."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts.sentence import Sentence, say

# The licence under which Québec publishes its open data.
LICENCE = "CC-BY-4.0"
HIDDEN = say("Empty where a small number, or what it could be reckoned from, is not published.")


@dataclass(frozen=True)
class Column:
    """A column of a file: its name there, its kind (`text`, `integer` or `number`), and what it says."""

    name: str
    kind: str
    says: Sentence


@dataclass(frozen=True)
class Dataset:
    """A file: its name, what is counted in it, its columns; which of them may be empty."""

    name: str
    title: Sentence
    columns: Sequence[Column]
    may_be_empty: frozenset[str] = frozenset()


BOARD = Column("board", "text", say("The school organisation, by its six-digit code."))
TYPE = Column("type", "text", say("The kind of device, by its code."))
FATE = Column(
    "fate", "text", say("Where the devices are: in the reserve, on the way, at the board, in use, missing, gone.")
)
DEVICES = Column("devices", "integer", say("How many devices. Empty where a small number would be told."))

DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "devices",
        say("Devices of each school organisation, by kind and by where they are"),
        (BOARD, TYPE, FATE, DEVICES),
        frozenset({"devices"}),
    ),
    Dataset(
        "devices-in-all",
        say("All devices, by kind and by where they are"),
        (TYPE, FATE, DEVICES),
        frozenset({"devices"}),
    ),
    Dataset(
        "requests",
        say("Requests of each school organisation, by how far they are"),
        (
            BOARD,
            Column("stage", "text", say("How far the requests are, by code.")),
            Column("requests", "integer", say("How many requests: acts of an organisation, never of a person.")),
        ),
    ),
    Dataset(
        "delivery-times",
        say("Hours from submitted to delivered, by delivery zone and week"),
        (
            Column("zone", "text", say("The delivery zone: road, remote, air or sea.")),
            Column("week", "text", say("The ISO week of the delivery, in Québec's time.")),
            Column("requests", "integer", say("How many requests were delivered.")),
            Column("mean_h", "number", say("Their mean, in hours; paused time does not count.")),
            Column("median_h", "number", say("Their median, in hours.")),
            Column("p90_h", "number", say("The hours that nine in ten of them did not exceed.")),
            Column("within_target", "integer", say("How many were delivered within the target of their zone.")),
        ),
        frozenset({"mean_h", "median_h", "p90_h", "within_target"}),
    ),
)
BY_NAME = {one.name: one for one in DATASETS}
