"""How far needs are met: covered / need, of all of it or of what one looks at, a type, a category, a region."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.contracts.reference import Board
from services.intake.model.need import Need


@dataclass(frozen=True)
class Met:
    """So much is needed, and so much of it covered."""

    need: int
    covered: int

    @property
    def unmet(self) -> int:
        return self.need - self.covered

    @property
    def satisfaction(self) -> float | None:
        """Covered / need, from 0 to 1; None where nothing is needed."""
        return round(self.covered / self.need, 4) if self.need else None


@dataclass(frozen=True)
class Focus:
    """What one looks at; None: all of it. Of a category, what the cover reaches once those before it are served."""

    type: str | None = None
    category: str | None = None
    region: str | None = None

    def sees(self, board: Board) -> bool:
        return self.region in (None, board.region_code)

    def met(self, needs: Iterable[Need]) -> Met:
        """How far these needs are met, as far as one looks at them."""
        return total(self._of(need) for need in needs if self.type in (None, need.type))

    def _of(self, need: Need) -> Met:
        if self.category is None:
            return Met(need.need, need.need - need.unmet)
        return total(Met(one.need, one.covered) for one in need.categories if one.category == self.category)


def total(parts: Iterable[Met]) -> Met:
    """Several together: one board's surplus covers no other's need."""
    found = list(parts)
    return Met(sum(one.need for one in found), sum(one.covered for one in found))
