"""What a station is doing: its modes, what each needs to be told first, and what it then takes, scan after scan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.contracts.roles import EVERYONE, Role
from services.contracts.sentence import Sentence


@dataclass(frozen=True)
class Need:
    """A name of a scan's `with`. `kinds`: a code of such a kind (as `scanner.codes` names them) that is scanned in this
    mode sets it; none: it is typed. `sticky`: it holds until it is changed; else it is asked for each scan anew.
    `chosen`: it may be chosen as well, from what is open. `unless`: the name that says it already where it says
    anything but "other"."""

    name: str
    title: Sentence
    kinds: tuple[str, ...] = ()
    required: bool = True
    sticky: bool = True
    chosen: bool = False
    unless: str = ""
    hint: Sentence | None = None


@dataclass(frozen=True)
class Mode:
    """One tap at a station: the `action` of its scans. `key` tells apart two modes of one action; `given` is what
    their `with` says in any case. `takes`: the kinds of codes that are scanned in it. `steps`: whether a scan in it is
    a step of the device, which can be undone. `seldom`: it is for what goes wrong, and proposed to nobody who scans in
    another. `roles`: whose it is, of those who scan at the station.
    """

    action: str
    title: Sentence
    needs: tuple[Need, ...] = ()
    takes: tuple[str, ...] = ("serial", "asset_tag")
    given: Mapping[str, str] = field(default_factory=dict)
    variant: str = ""
    seldom: bool = False
    steps: bool = True
    roles: frozenset[Role] = EVERYONE

    @property
    def key(self) -> str:
        return f"{self.action}_{self.variant}" if self.variant else self.action


def fitting(modes: Sequence[Mode], key: str) -> Mode | None:
    """The mode of this key, or the first of the action that it names; None where there is neither."""
    found = [mode for mode in modes if key in (mode.key, mode.action)]
    return next((mode for mode in found if mode.key == key), next(iter(found), None))


def described(mode: Mode, render: Any) -> dict[str, Any]:
    """A mode as the page's script reads it."""
    return {
        "key": mode.key,
        "action": mode.action,
        "title": render(mode.title),
        "needs": [
            {
                "name": need.name,
                "title": render(need.title),
                "kinds": list(need.kinds),
                "required": need.required,
                "sticky": need.sticky,
                "chosen": need.chosen,
                "unless": need.unless,
                "hint": render(need.hint) if need.hint else "",
            }
            for need in mode.needs
        ],
        "takes": list(mode.takes),
        "steps": mode.steps,
        "with": dict(mode.given),
        "seldom": mode.seldom,
    }
