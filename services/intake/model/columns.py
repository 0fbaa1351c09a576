"""The columns of a portrait in a spreadsheet, in and out: what each means, and which the system counts by itself."""

from collections.abc import Collection, Mapping
from datetime import date

from services.contracts.reference import categories
from services.contracts.sentence import Sentence, say

# One row a device type; what concerns the board as a whole stands on each of its rows.
KEY: Mapping[str, Sentence] = {
    "board": say("The board’s code: six digits. A board gives its own alone."),
    "type": say("The device type’s code, as this table gives it out."),
}
OWN: Mapping[str, Sentence] = {
    "own_available": say("Own devices available. Never the reserve’s."),
    "on_order": say("Own devices on order, in all."),
    "orders": say("Of these, how many are expected on which day: 2020-10-01: 5; 2020-11-15: 3."),
    "in_repair": say("Own devices in repair. They cover no need."),
    "weekly_capacity": say("Devices that the board can configure per week, the same on all its rows."),
}
# Given out, and taken back in without being read: nobody types them.
COUNTED: Mapping[str, Sentence] = {
    "to_come": say("Granted from the reserve and not come yet; the system counts it."),
    "in_hand": say("Held from the reserve; the system counts it."),
    "unmet": say("Unmet need; the system counts it."),
    "board_name": say("The board’s name."),
    "region": say("The board’s region."),
    "standing": say("Whether the portrait is current, stale or missing."),
    "version": say("The portrait’s version."),
    "answered_at": say("When it was given, in UTC."),
    "answered_by": say("Who gave it: the account’s number."),
}
REQUIRED = ("type", "weekly_capacity")


def needs(day: date, used: Collection[str] = ()) -> list[str]:
    """The columns of need: the categories in use on `day` and those `used` beside, first priority first."""
    return [code for code, term in categories().items() if term.holds(day) or code in used]


def columns(day: date, used: Collection[str] = ()) -> list[str]:
    """All columns in their order, as they are given out."""
    return [*KEY, *needs(day, used), *OWN, *COUNTED]


def known() -> set[str]:
    """Every column that a file may have, whatever the day."""
    return {*KEY, *categories(), *OWN, *COUNTED}


def legend(day: date, language: str) -> list[tuple[str, Sentence | str]]:
    """Each column and what it means."""
    names = {code: categories()[code].name(language, day) for code in needs(day)}
    meant: Mapping[str, Sentence | str] = {**KEY, **names, **OWN, **COUNTED}
    return [(column, meant[column]) for column in columns(day)]
