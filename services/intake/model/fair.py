"""The fair split of one device type among boards: max-min fair over fill rates, in exact numbers.

Boards take turns. The turn is always that of the board whose unmet need is filled least so far, among those that do not
have all that they asked; of equals, that of the board whose oldest request waits longest, then the first by its code.
A turn gives one unit (a device, or a carton), less only where the board asked for less or less is left. What a board
asks beyond its unmet need does not count.

It follows, exactly: more stock lowers nobody, for it adds turns at the end; a board's higher need, or a larger demand,
moves its own turns forward and everybody else's back, so raises no other; and taking one unit from any board leaves it
filled no better than any that lacks something, so the lowest fill rate is the highest possible. That a board be within
one unit of what it would get if devices were divisible cannot hold beside this: of 10 devices for a need of 100 and
nine needs of 1, the first board would get 9 and eight boards nothing, while here each gets one. That equals be ordered
by their need, the smallest first, cannot either: of 1 device for needs of 2 and 3 the first would get it, and lose it
to the other by needing 4.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from heapq import heapify, heappop, heappush
from uuid import UUID


@dataclass(frozen=True)
class Claim:
    """What a board asks of one type. `since`: when its oldest request was submitted, and that request."""

    board: str
    unmet: int
    asked: int
    since: tuple[datetime, UUID]

    @property
    def most(self) -> int:
        """More than this it never gets."""
        return min(self.unmet, self.asked)

    def before(self, level: Fraction, unit: int) -> int:
        """What all its turns give that come while its fill rate is below `level`."""
        return min(self.most, -(-level * self.unmet // unit) * unit)


@dataclass(frozen=True)
class Split:
    """What each board gets. `level`: so far each is filled at least, or has all it may get; None: all have that."""

    given: Mapping[str, int]
    level: Fraction | None


def split(stock: int, unit: int, claims: Collection[Claim]) -> Split:
    """Share out `stock` devices in units of so many. The same for the same claims, in whatever order."""
    claims = [one for one in claims if one.most > 0]
    level = _sure(stock, unit, claims)
    given = {one.board: one.before(level, unit) for one in claims}
    left = stock - sum(given.values())
    line = [_turn(one, given) for one in claims if given[one.board] < one.most]
    heapify(line)
    while line and left > 0:
        one = heappop(line)[-1]
        step = min(unit, one.most - given[one.board], left)
        given[one.board], left = given[one.board] + step, left - step
        if given[one.board] < one.most:
            heappush(line, _turn(one, given))
    return Split(given, min((fill for fill, *_ in line), default=None))


Turn = tuple[Fraction, tuple[datetime, UUID], str, Claim]


def _turn(one: Claim, given: Mapping[str, int]) -> Turn:
    """The next turn of a board, as turns are ordered; the code is each board's own, so claims are never compared."""
    return Fraction(given[one.board], one.unmet), one.since, one.board, one


def _sure(stock: int, unit: int, claims: Collection[Claim]) -> Fraction:
    """A level below which every turn is sure to be given: it saves taking thousands one by one.

    The highest at which the stock suffices though every board were rounded up by a whole unit; what is left after it
    is less than two units a board.
    """
    left = Fraction(stock - sum(min(one.most, unit) for one in claims))
    rising = sorted((Fraction(one.most - unit, one.unmet), one.unmet) for one in claims if one.most > unit)
    level, rate = Fraction(0), sum(unmet for _, unmet in rising)
    for end, unmet in rising:
        if (end - level) * rate > left:
            return level + max(left, Fraction(0)) / rate
        level, left, rate = end, left - (end - level) * rate, rate - unmet
    return level
