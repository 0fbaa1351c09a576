"""The folder's loop: each picture that appears is one scan, and is put away only once that scan is kept."""

import time
from collections.abc import Callable

from scanner.language import say
from scanner.reading import UnreadablePicture, read_bytes
from scanner.sources.folder import PATIENCE_SECONDS, POLL_SECONDS, READ, UNREAD, Arrived, Folder
from scanner.sources.keeping import Became, Keeper

# A scan that could not be kept is tried again so often.
AGAIN_SECONDS = 5.0


def watch(folder: Folder, keeper: Keeper, only_now: bool = False, sleep: Callable[[float], None] = time.sleep) -> None:
    """Read what appears, for ever, or `only_now` what is there; a picture whose scan cannot be kept stays in it."""
    while not (only_now and folder.is_empty()):
        results = [_read(folder, one, keeper) for one in folder.arrived()]
        if only_now and Became.NOT_KEPT in results:
            return
        sleep(AGAIN_SECONDS if Became.NOT_KEPT in results else POLL_SECONDS)


def _read(folder: Folder, one: Arrived, keeper: Keeper) -> Became | None:
    """What one file became; None for one that may still be being written."""
    try:
        codes = [code.key for code in read_bytes(one.data)]
    except UnreadablePicture as reason:
        if one.quiet < PATIENCE_SECONDS:
            return None
        became = keeper.refuse(one.path.name, str(reason))
    else:
        became = keeper.take(one.path.name, codes, one.scan_id, one.at)
    if became is not Became.NOT_KEPT:
        _put(folder, one, READ if became is Became.TAKEN else UNREAD, keeper)
    return became


def _put(folder: Folder, one: Arrived, place: str, keeper: Keeper) -> None:
    try:
        folder.put(one, place)
    except OSError as error:
        reason = error.strerror or str(error)
        keeper.refuse(one.path.name, say("it cannot be moved to {place}/: {reason}", place=place, reason=reason))
