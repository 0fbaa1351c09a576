"""What is promised of a type of a request: in all, more in a round, for what is lacking, or again as before a grant."""

from services.chassis.errors import Conflict, Invalid
from services.contracts.sentence import say
from services.intake.model.need import Need
from services.intake.model.share import Share, Standing
from services.intake.model.vocabulary import TypeName


def grant(share: Share, quantity: int, need: Need) -> None:
    """Promise `quantity` in all; the warehouse is to answer. Refused beyond what is asked, or needed now."""
    if quantity > share.wanted:
        raise _over_asked(share.type, share.wanted, quantity)
    if quantity < share.least:
        raise Conflict(
            "grant.below_sent",
            say(
                "%(type)s: %(sent)s were sent to the board already. Grant that at least.",
                type=TypeName(share.type),
                sent=share.least,
            ),
        )
    _promise(share, Standing(quantity, 0, share.replaced), need)


def grant_more(share: Share, more: int, waiting: int, need: Need) -> None:
    """Promise `more` of what waits, in a round; the rest of it goes on waiting."""
    if more > waiting:
        raise _over_asked(share.type, share.wanted, share.granted + more)
    _promise(share, Standing(share.granted + more, waiting - more, share.replaced), need)


def replace(share: Share, quantity: int) -> None:
    """Send `quantity` more in place of lacking devices. What is being replaced is given up no more."""
    if quantity > share.may_replace:
        raise Invalid(
            "replace.over_lacking",
            say(
                "%(type)s: %(most)s missing or damaged, neither given up nor replaced yet. Replace that at most.",
                type=TypeName(share.type),
                most=share.may_replace,
            ),
        )
    share.replaced += quantity
    _ask(share)


def restore(share: Share, earlier: Standing, free: int, need: Need) -> None:
    """Go back to what stood before the last grant, as far as that is reserved or free; the rest is short again."""
    there = share.reserved + max(free, 0)
    granted = min(earlier.granted, there)
    short = earlier.granted + earlier.short - granted
    _promise(share, Standing(granted, short, min(earlier.replaced, there - granted)), need)


def _promise(share: Share, new: Standing, need: Need) -> None:
    if new.granted - share.granted > need.unmet:
        raise Conflict("grant.over_need", need.over(new.granted - share.granted))
    share.granted, share.short, share.replaced = new.granted, new.short, new.replaced
    _ask(share)


def _ask(share: Share) -> None:
    share.pending, share.answered = max(share.told - share.reserved, 0), False


def _over_asked(kind: str, wanted: int, granted: int) -> Invalid:
    """The refusal of a grant of more than was asked."""
    return Invalid(
        "grant.over_asked",
        say(
            "%(type)s: %(wanted)s asked and not given up. Grant that at most, not %(granted)s.",
            type=TypeName(kind),
            wanted=wanted,
            granted=granted,
        ),
    )
