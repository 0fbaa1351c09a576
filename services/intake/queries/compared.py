"""What other boards got of what they lack, beside the one that asks: those of its region, those like it, all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.contracts.reference import Board, boards
from services.contracts.sentence import say
from services.intake.queries.picture import BoardNeeds, Picture


class Peers(StrEnum):
    """With whom a board is compared."""

    ITSELF = "itself"
    REGION = "region"
    LIKE_IT = "like_it"
    ALL = "all"


PEERS = {
    Peers.ITSELF: say("this board"),
    Peers.REGION: say("the others of its region"),
    Peers.LIKE_IT: say("those of its size (from half to twice as many schools)"),
    Peers.ALL: say("all boards"),
}


@dataclass(frozen=True)
class Filled:
    """What boards got from the reserve, granted or held, of what they cannot supply themselves of a type.

    Each board's surplus stays its own. `boards`: how many of them lack any.
    """

    boards: int
    lacking: int
    given: int

    @property
    def rate(self) -> float | None:
        """The fill rate, from 0 to 1; None where nobody lacks any."""
        return round(self.given / self.lacking, 4) if self.lacking else None


def compared(found: Picture, code: str, kind: str) -> Mapping[Peers, Filled]:
    """How far the need of a type was filled, for a board and its peers."""
    ours = boards()[code]
    return {
        peers: _filled((one for one in found.boards if among(ours, one.board)), kind) for peers, among in AMONG.items()
    }


def alike(ours: Board, other: Board) -> bool:
    """Of its size: from half to twice as many schools."""
    return ours.schools <= 2 * other.schools and other.schools <= 2 * ours.schools


AMONG: Mapping[Peers, Callable[[Board, Board], bool]] = {
    Peers.ITSELF: lambda ours, other: other is ours,
    Peers.REGION: lambda ours, other: other is not ours and other.region_code == ours.region_code,
    Peers.LIKE_IT: lambda ours, other: other is not ours and alike(ours, other),
    Peers.ALL: lambda ours, other: True,
}


def _filled(found: Iterable[BoardNeeds], kind: str) -> Filled:
    needs = [one.by_type[kind] for one in found if kind in one.by_type]
    short = [need for need in needs if need.lacking]
    return Filled(len(short), sum(need.lacking for need in short), sum(need.lacking - need.unmet for need in short))
