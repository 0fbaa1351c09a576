"""The log verified in parts, each by a process of its own: hashing takes a core, and there are several."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from services.commands.acting import reading
from services.portal.queries.chain import Chain, Heads, Part, joined, parts, verify

# Below, a process takes longer to start than it saves.
WORTH = 200_000


def verified(heads: Heads) -> Chain:
    """The whole log, by as many processes as there are cores for it."""
    with reading("portal") as session:
        whole = parts(session, os.cpu_count() or 1)
        if len(whole) == 1 or (whole[-1].after or 0) < WORTH:
            return verify(session, heads)
    with ProcessPoolExecutor(len(whole), mp_context=get_context("spawn")) as pool:
        return joined(pool.map(partial(_one, dict(heads)), whole))


def _one(heads: Heads, part: Part) -> Chain:
    """One part, in its process: with the heads that are in it, those beyond the end for the last."""
    mine = {
        position: told
        for position, told in heads.items()
        if position > (part.after or 0) and (part.until is None or position <= part.until)
    }
    with reading("portal") as session:
        return verify(session, mine, part)
