"""What is played: how many devices, for how many boards, and what goes wrong; drawn from a seed."""

from dataclasses import dataclass
from random import Random

TABLET, LAPTOP = "tablet", "laptop"
KINDS = (TABLET, LAPTOP)
# The rounding of a board's share: an order is a few cartons.
LEAST = 2


@dataclass(frozen=True)
class Plan:
    """The size of what is played. `asked` is what all ask for together, as a part of what there is: beyond 1 stock is
    short. `largest`: devices of the one request that is granted before all. `batch`: scans sent at a time.

    `hands`: how many things are done at once; three keep two cores busy while one waits. `rest`: so many times as long
    as a stack took nobody sends the next, so that the machine is at work and not at its end: what single scans wait
    then is the site's own time, and not that of a queue.
    """

    name: str
    devices: int
    boards: int
    trucks: int
    in_carton: int
    batch: int
    asked: float = 1.0
    largest: int = 0
    troubles: bool = False
    hands: int = 3
    rest: float = 0.0
    # Devices that the single scans of the measurement walk from shelf to shelf.
    probes: int = 40

    def scaled(self, part: int) -> "Plan":
        """The same at one part in so many, for a try."""
        if part == 1:
            return self
        boards = max(4, self.boards // part)
        sizes = {"devices": self.devices // part, "largest": self.largest // part, "boards": boards}
        return Plan(**vars(self) | sizes | {"in_carton": min(self.in_carton, 10), "trucks": min(self.trucks, 2)})

    def shares(self, kind_free: int, chance: Random) -> list[int]:
        """What each board asks of a kind of which so many are free, the largest first; all together `asked` of it."""
        whole = round(kind_free * self.asked)
        first = self.largest // len(KINDS)
        weights = [chance.uniform(0.6, 1.4) for _ in range(self.boards - 1 if first else self.boards)]
        rest = whole - first
        others = [max(LEAST, int(rest * weight / sum(weights))) for weight in weights]
        if self.asked <= 1:
            # Not one more than there is, and not one fewer.
            others[-1] += rest - sum(others)
        return [first, *others] if first else others


SURGE = Plan(
    "surge",
    devices=10_000,
    boards=20,
    trucks=4,
    in_carton=20,
    batch=100,
    asked=1.2,
    largest=1_200,
    troubles=True,
    hands=1,
    rest=3.0,
)
ALL = Plan("all", devices=30_000, boards=72, trucks=2, in_carton=40, batch=500, probes=0)
PLANS = {plan.name: plan for plan in (SURGE, ALL)}
