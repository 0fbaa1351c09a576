"""The camera's loop: frames in, labels out, each kept once."""

from collections.abc import Callable, Iterable

from scanner.sources.hints import Hints
from scanner.sources.keeping import Keeper
from scanner.sources.link import Back, Lost
from scanner.sources.reader import Sight
from scanner.sources.telling import Teller
from scanner.sources.tracker import Tracker


def watch(
    source: str,
    sights: Iterable[Sight | Lost | Back],
    keeper: Keeper,
    teller: Teller,
    show: Callable[[Sight], None] | None = None,
    most: int | None = None,
) -> None:
    """Keep each label that passes, until the film ends, or `most` are kept; what is in view at the end counts."""
    tracker, hints = Tracker(), Hints()
    for one in sights:
        if not isinstance(one, Sight):
            teller.link(one)
            continue
        for label in tracker.see(one.picture.at, one.seen.codes):
            keeper.take(source, label)
        if hint := hints.see(one.picture.at, one.seen):
            teller.hint(hint.value)
        if show:
            show(one)
        if most and keeper.kept >= most:
            return
    for label in tracker.end():
        keeper.take(source, label)
