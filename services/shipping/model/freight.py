"""Freight that is paid for several shipments at once, shared out to the cent."""

from collections.abc import Sequence
from itertools import accumulate, pairwise


def shares(cents: int, weights: Sequence[int]) -> list[int]:
    """Each one's part of `cents`, by its weight (cartons): their sum is `cents`, none is off by a cent or more.

    Parts are cut from the running sum, so the same shipments in the same order get the same parts. Without any weight
    all parts are equal.
    """
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    cuts = [0, *(cents * reached // whole for reached in accumulate(weights))]
    return [after - before for before, after in pairwise(cuts)]
