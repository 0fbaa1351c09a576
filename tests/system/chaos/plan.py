"""The plan: which faults come in which order, on whom, for how long; the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# How often each kind comes, out of the sum of all.
WEIGHTS = {
    "kill": 26,
    "freeze": 14,
    "freeze long": 2,
    "restart": 9,
    "kill broker": 3,
    "kill database": 4,
    "freeze broker": 3,
    "freeze database": 4,
    "restart broker": 1,
    "restart database": 3,
    "cut": 10,
    "swallow": 10,
    "cut all": 2,
    "swallow all": 2,
    "duplicate": 8,
    "reorder": 6,
    "alarm": 2,
    "poison": 1,
    "gibberish": 1,
}
EMBEDDED = ("kill", "freeze", "freeze long", "restart", "duplicate", "reorder", "poison", "gibberish")
LONGEST_HOLD_S = {"kill": 1.0, "kill broker": 2.0, "kill database": 2.0, "restart": 0.5, "alarm": 4.0}
# Long enough for the server to take a relay's turn away from it.
LONG_S = (16.0, 22.0)
DEFAULT_HOLD_S = 6.0
SIDES = ("broker", "database")
# The portal hears all and tells nothing.
TELLERS = ("intake", "warehouse", "shipping")
HEARERS = (*TELLERS, "portal")


@dataclass(frozen=True)
class Fault:
    """`target` is a program, a service, a line or a server. `together`: the next fault does not wait for this one's
    end. After it comes a pause."""

    number: int
    kind: str
    target: str
    hold: float
    pause: float
    together: bool

    def __str__(self) -> str:
        beside = ", the next beside it" if self.together else ""
        return f"{self.number:4d}. {self.kind} {self.target} for {self.hold:.1f} s{beside}; pause {self.pause:.1f} s"


def faults(seed: int, units: Sequence[str], embedded: bool) -> Iterator[Fault]:
    """Faults without end: first each kind once, in a shuffled order, then as the weights have it."""
    rng = random.Random(seed)
    kinds = [kind for kind in WEIGHTS if not embedded or kind in EMBEDDED]
    first = rng.sample(kinds, len(kinds))
    number = 0
    while True:
        number += 1
        kind = first.pop() if first else rng.choices(kinds, [WEIGHTS[one] for one in kinds])[0]
        long = kind == "freeze long"
        hold = rng.uniform(*(LONG_S if long else (0.2, LONGEST_HOLD_S.get(kind, DEFAULT_HOLD_S))))
        target = _target(rng, kind, units)
        yield Fault(number, kind, target, hold, rng.uniform(0.1, 1.2), long or rng.random() < 0.3)


def _target(rng: random.Random, kind: str, units: Sequence[str]) -> str:
    if kind in ("kill", "freeze", "restart"):
        return rng.choice(units)
    if kind == "freeze long":
        return rng.choice([one for one in units if " relay " in one or " worker " in one])
    if kind in ("cut", "swallow"):
        side = rng.choice(SIDES)
        # A web has nothing to do with the broker, and the portal's relay nothing to send there.
        ends = [one for one in units if side == "database" or not (" web " in one or "portal relay" in one)]
        return f"{rng.choice(ends)} > {side}"
    if kind in ("cut all", "swallow all"):
        return f"> {rng.choice(SIDES)}"
    if kind in ("duplicate", "reorder"):
        return rng.choice(TELLERS)
    if kind in ("poison", "gibberish"):
        return rng.choice(HEARERS) if kind == "gibberish" else "warehouse"
    return "database" if "database" in kind else "broker"
