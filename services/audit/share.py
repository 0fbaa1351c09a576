"""A request in the recount, and its figures type by type."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# What is granted in these counts as the board's.
PROMISED = ("granted", "withdrawing", "taking_back")


@dataclass(slots=True)
class Share:
    """One type of a request. `replaced` is sent beyond what is granted, in place of what came missing or damaged.

    Of `given_up`, `forgone` was short and in no grant; the rest was lacking.
    """

    asked: int = 0
    granted: int = 0
    replaced: int = 0
    reserved: int = 0
    short: int = 0
    accepted: int = 0
    lacking: int = 0
    given_up: int = 0
    forgone: int = 0

    @property
    def told(self) -> int:
        """What is to be sent in all."""
        return self.granted + self.replaced

    @property
    def open(self) -> int:
        """Granted, and neither accepted nor given up."""
        return max(self.granted - self.accepted - (self.given_up - self.forgone), 0)

    def promise(self, total: int, short: int = 0) -> None:
        """Be granted so many in all, replacements among them."""
        self.granted, self.short = max(total - self.replaced, 0), short

    def take_back(self, total: int) -> None:
        """A later grant is taken back: what stands of the one before it may be less by now, the rest is short again."""
        promised = self.granted + self.short
        self.promise(total, max(promised - (total - self.replaced), 0))

    def answer(self, reserved: int) -> None:
        """The warehouse has the last word; what it lacks is taken from the replacements first."""
        promised = self.granted + self.short
        self.replaced = max(self.replaced - max(self.told - reserved, 0), 0)
        self.reserved, self.granted = reserved, min(promised, reserved - self.replaced)
        self.short = promised - self.granted

    def give_up(self, total: int) -> None:
        """What is lacking is given up first, then what is short."""
        lacking = min(self.open, max(self.lacking - (self.given_up - self.forgone) - self.replaced, 0))
        short = min(max(total - self.given_up - lacking, 0), self.short)
        self.given_up, self.forgone, self.short = total, self.forgone + short, self.short - short

    def let_go(self) -> None:
        """Nothing is held for it any more: it waits anew for all that it was granted."""
        self.short += self.granted
        self.granted = self.replaced = self.reserved = 0

    def cancel(self) -> None:
        self.granted = self.replaced = self.reserved = self.short = 0


@dataclass(slots=True)
class Request:
    """A request and its shares by type. `told`: what the warehouse was last to send in all; `freight`: as quoted.

    `before`: where it stood before the grant that is being taken back.
    """

    id: str
    board: str = ""
    number: str = ""
    state: str = "submitted"
    before: str = ""
    freight: int = 0
    shares: dict[str, Share] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)

    def share(self, kind: str) -> Share:
        return self.shares.setdefault(kind, Share())

    def grant_in_round(self, totals: Mapping[str, int], first: bool) -> None:
        """Be granted so many in all of each type by a round; what was waited for beyond it goes on waiting."""
        self.told = dict(totals)
        for kind, share in self.shares.items():
            waited = share.asked - share.forgone if first else share.granted + share.short
            total = totals.get(kind, 0)
            share.promise(total, waited - (total - share.replaced))

    def grant(self, totals: Mapping[str, int], freight: int) -> None:
        """Be granted so many in all of each type, or sent more in place of what is lacking."""
        replacing = self._replaces(totals, freight)
        self.told = dict(totals)
        for kind in totals.keys() | self.shares.keys():
            share, total = self.share(kind), totals.get(kind, 0)
            if replacing:
                share.replaced += total - share.told
            else:
                share.promise(total)

    def take_back(self, totals: Mapping[str, int]) -> None:
        """A grant was taken back: so many stand of each type."""
        self.told = dict(totals)
        for kind, share in self.shares.items():
            share.take_back(totals.get(kind, 0))

    def ask_back(self) -> None:
        """Nothing of its grants stands once the warehouse has let go of it."""
        self.before, self.state, self.told = self.state, "taking_back", {}

    def let_go(self) -> None:
        """The warehouse has: as before the grant that was taken back. What a withdrawal comes to, intake tells."""
        if self.state == "taking_back":
            self.state = self.before
        if self.state == "submitted":
            self.cancel()
        elif self.state == "granted":
            for share in self.shares.values():
                share.let_go()

    def cancel(self) -> None:
        self.told = {}
        for share in self.shares.values():
            share.cancel()

    def _replaces(self, totals: Mapping[str, int], freight: int) -> bool:
        """Whether a grant sends replacements. Freight is due pro rata of what is granted, and none for those.

        What was lacking then may be as if it had not been: its receipt was opened again.
        """
        shares = self.shares.values()
        if sum(totals.values()) <= sum(one.told for one in shares):
            return False
        asked = sum(one.asked for one in shares)
        if not self.freight:
            return any(total > self.share(kind).asked - self.share(kind).forgone for kind, total in totals.items())
        due = freight * asked / self.freight
        granted = sum(one.granted for one in shares)
        more = sum(totals.values()) - sum(one.replaced for one in shares)
        return abs(due - granted) < abs(due - more)
