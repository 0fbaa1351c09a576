"""A round worked out on its ground: what each board gets of each type, and each of its requests, oldest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.fair import Claim, split
from services.intake.model.ground import Ground, Wait
from services.intake.model.vocabulary import in_order


class Unit(StrEnum):
    """What a turn of the split gives: one device, or as many as a carton takes."""

    DEVICE = "device"
    CARTON = "carton"


UNITS = {Unit.DEVICE: say("device"), Unit.CARTON: say("carton")}


@dataclass(frozen=True)
class Setting:
    """How a type is split: `floor` devices are kept back, `size` is how many devices a unit has."""

    floor: int = 0
    unit: Unit = Unit.DEVICE
    size: int = 1


@dataclass(frozen=True)
class BoardPlan:
    """What a board gets of a type, of what its requests ask together and what it needs."""

    board: BoardCode
    unmet: int
    asked: int
    granted: int


@dataclass(frozen=True)
class TypePlan:
    """One type. `level` as in `Split`; `requests`: so many more for each wait, in their places."""

    type: str
    free: int
    setting: Setting
    level: Fraction | None
    boards: Sequence[BoardPlan]
    requests: Sequence[tuple[Wait, int]]


def plan(ground: Ground, settings: Mapping[str, Setting]) -> list[TypePlan]:
    """Every type that somebody waits for; a type without a setting is split by the device, with no floor."""
    kinds: dict[str, list[Wait]] = {}
    for wait in ground.waits:
        kinds.setdefault(wait.type, []).append(wait)
    return [_plan(ground, kind, kinds[kind], settings.get(kind, Setting())) for kind in in_order(kinds)]


def _plan(ground: Ground, kind: str, waits: Sequence[Wait], setting: Setting) -> TypePlan:
    free, claims = ground.free.get(kind, 0), _claims(ground, kind, waits)
    found = split(max(free - setting.floor, 0), setting.size, claims.values())
    boards = [
        BoardPlan(board, claims[board].unmet, claims[board].asked, found.given.get(board, 0))
        for board in sorted(claims)
    ]
    return TypePlan(kind, free, setting, found.level, boards, handed_out(waits, found.given))


def _claims(ground: Ground, kind: str, waits: Sequence[Wait]) -> dict[BoardCode, Claim]:
    """One claim a board, whose place is that of its oldest request."""
    asked: dict[BoardCode, int] = {}
    first: dict[BoardCode, Wait] = {}
    for wait in waits:
        asked[wait.board] = asked.get(wait.board, 0) + wait.count
        first.setdefault(wait.board, wait)
    return {
        board: Claim(board, ground.unmet(board, kind), asked[board], (one.submitted_at, one.request))
        for board, one in first.items()
    }


def handed_out(waits: Sequence[Wait], given: Mapping[str, int]) -> list[tuple[Wait, int]]:
    """What each board gets of a type, handed out over its requests in their places."""
    left, found = dict(given), []
    for wait in waits:
        more = min(left.get(wait.board, 0), wait.count)
        left[wait.board] = left.get(wait.board, 0) - more
        found.append((wait, more))
    return found
