"""All the types of one request taken together: rules that hold over them, and their sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.chassis.errors import Conflict, FieldError, Invalid
from services.contracts.intake import Quantity
from services.contracts.sentence import say
from services.intake.model import promise
from services.intake.model.need import Need, none_of
from services.intake.model.share import Share, Standing

Standings = Mapping[str, Standing]
NOTHING = Standing(0, 0, 0)


@dataclass(frozen=True)
class Shares:
    """The shares of a request. Quantities given by type are totals, never differences."""

    all: Sequence[Share]

    @property
    def answered(self) -> bool:
        """The warehouse has answered the last grant."""
        return all(share.answered for share in self.all)

    @property
    def settled(self) -> bool:
        return all(share.settled for share in self.all)

    @property
    def short(self) -> bool:
        return any(share.short for share in self.all)

    @property
    def standings(self) -> dict[str, Standing]:
        return {share.type: share.standing for share in self.all}

    def figures(self, name: str) -> dict[str, int]:
        """One figure (`asked`, `granted` ...) by type."""
        return {share.type: getattr(share, name) for share in self.all}

    def quantities(self, name: str) -> list[Quantity]:
        """One figure as events carry it."""
        return [Quantity(type=kind, quantity=count) for kind, count in self.figures(name).items()]

    def within(self, needs: Mapping[str, Need]) -> None:
        """Raises `Invalid` with the figures of every type of which more is asked than is unmet."""
        over = [
            FieldError(f"/types/{share.type}", "request.over_need", need.over(share.asked))
            for share in self.all
            if share.asked > (need := _need(needs, share)).unmet
        ]
        if len(over) == 1:
            raise Invalid("request.over_need", over[0].detail)
        if over:
            sentence = say("%(count)s types: more is asked than the unmet need.", count=len(over))
            raise Invalid("request.over_need", sentence, tuple(over))

    def grant(self, quantities: Mapping[str, int], needs: Mapping[str, Need]) -> None:
        """Promise so many of each type in all; a type not named stays as it is."""
        totals = self._totals("granted", quantities)
        if not any(totals.values()):
            raise Invalid("grant.nothing", say("Nothing is granted: give a quantity, or refuse the request."))
        for share in self.all:
            promise.grant(share, totals[share.type], _need(needs, share))

    def grant_more(self, more: Mapping[str, int], waiting: Mapping[str, int], needs: Mapping[str, Need]) -> None:
        """Promise so many more of each type that waits, in a round."""
        for share in self.all:
            kind = share.type
            promise.grant_more(share, more.get(kind, 0), waiting.get(kind, 0), _need(needs, share))

    def replace(self, quantities: Mapping[str, int]) -> None:
        """Send so many more of each type in place of lacking devices."""
        self._totals("replaced", quantities)
        if not any(quantities.values()):
            raise Invalid("replace.nothing", say("Nothing is replaced: give at least one quantity."))
        for share in self.all:
            promise.replace(share, quantities.get(share.type, 0))

    def restore(self, earlier: Standings, free: Mapping[str, int], needs: Mapping[str, Need]) -> None:
        """Go back to what stood before the last grant, as far as it is still reserved or free."""
        for share in self.all:
            promise.restore(share, earlier.get(share.type, NOTHING), free.get(share.type, 0), _need(needs, share))

    def cancel(self, back_to: Standings) -> dict[str, int]:
        """The warehouse let go of everything. Gives what is no longer pending, by type."""
        return {share.type: share.cancel(back_to.get(share.type, NOTHING)) for share in self.all}

    def answer(self, reserved: Mapping[str, int], asked: Mapping[str, int] | None = None) -> dict[str, int]:
        """What the warehouse reserved of what it was asked for. Gives what is no longer pending, by type.

        A type not named is all reserved if its grant waits for an answer, and stays as it is if it had one before.
        """
        told, asked = [share for share in self.all if share.type in reserved or not share.answered], asked or {}
        return {share.type: share.answer(reserved.get(share.type, share.told), asked.get(share.type)) for share in told}

    def give_up(self, quantities: Mapping[str, int]) -> None:
        """Give up so many of each type in all; a type not named stays as it is."""
        totals = self._totals("given_up", quantities)
        for share in self.all:
            share.give_up(totals[share.type])

    def count(self, kind: str, well: bool, change: int) -> None:
        """So many more devices of a type came well (or are lacking), or fewer."""
        for share in self.all:
            if share.type == kind:
                share.count(well, change)

    def must_be_answered(self) -> None:
        if not self.answered:
            raise Conflict("request.unanswered", say("The warehouse has not answered the last grant yet. Wait for it."))

    def _totals(self, name: str, quantities: Mapping[str, int]) -> dict[str, int]:
        totals = self.figures(name)
        strange = quantities.keys() - totals.keys()
        if strange:
            raise Invalid(
                "request.type_not_asked",
                say("%(count)s type(s) given are not in this request. Leave them out.", count=len(strange)),
            )
        return totals | dict(quantities)


def _need(needs: Mapping[str, Need], share: Share) -> Need:
    return needs.get(share.type, none_of(share.type, 0))
