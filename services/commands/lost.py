"""What a restore comes to: events heard once more, and the facts that are lost, kept in a file to be done again."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from services.chassis.act import now
from services.chassis.settings import Settings
from services.commands.listing import show_json
from services.commands.terminal import tell
from services.commands.told import Told
from services.contracts.sentence import say


@dataclass(frozen=True)
class CaughtUp:
    """`lost` are the service's own facts that it no longer knows, kept in `file`; `applied` what it heard once more.

    `unfound` are events that nobody keeps any more, `parked` those that could not be applied.
    """

    lost: int
    file: Path | None
    applied: int = 0
    unfound: int = 0
    parked: int = 0


def keep(settings: Settings, name: str, lost: Iterable[Told]) -> Path | None:
    """Write lost facts to a file under `var`, an event a line as it was told; None where there are none."""
    lines = [one.body for one in lost]
    if not lines:
        return None
    folder = settings.var / "lost"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{name}-{now():%Y-%m-%dT%H-%M-%S}.jsonl"
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    return file


def show(found: CaughtUp, as_json: bool) -> None:
    """Tell the operator what is well, and what is left to be done."""
    if as_json:
        show_json(vars(found))
        return
    tell(say("%(count)s event(s) heard once more.", count=found.applied))
    if found.unfound:
        tell(say("Events that nobody keeps any more: %(count)s. `reserve audit` names them.", count=found.unfound))
    if found.parked:
        tell(say("%(count)s event(s) parked: see `reserve parked list`.", count=found.parked))
    if found.lost:
        tell(say("Facts to be done again: %(count)s. They stand in %(file)s.", count=found.lost, file=found.file))
