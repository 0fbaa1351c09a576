"""What a station is doing, kept between scans: its labels become scans, or change the shelf, the carton, the school."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scanner.codes import Kind, classify
from scanner.language import say
from scanner.modes import MODES, Mode, changed, missing, out_of_place
from scanner.scan import LONGEST_TEXT, MOST_CODES, Scan, new_id, now

Codes = tuple[tuple[str, str], ...]

# What stands alone on a label of our own; beside a device's codes these make two labels in view.
PLACES = (Kind.LOCATION, Kind.SCHOOL, Kind.DOCUMENT)
# With one of these a label is a device's, whatever else it says.
DEVICE = {Kind.SERIAL, Kind.ASSET_TAG, Kind.IMEI, Kind.MAC, Kind.UNKNOWN}


class NotTaken(Exception):
    """A label that became no scan, and why: a sentence for the person who holds it."""


@dataclass(frozen=True)
class Changed:
    """A label has changed what the next ones are scanned for."""

    name: str
    value: str

    def __str__(self) -> str:
        return changed(self.name, self.value)


@dataclass
class Work:
    """One action at one station; an action that `MODES` does not have raises ValueError."""

    service: str
    station: str
    action: str
    context: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.action not in MODES[self.service]:
            names = ", ".join(MODES[self.service])
            raise ValueError(say("{action} is not known here. Use one of: {names}.", action=self.action, names=names))

    @property
    def mode(self) -> Mode:
        """What the action needs and takes."""
        return MODES[self.service][self.action]

    def take(self, codes: Iterable[tuple[str, str]], scan_id: str = "", at: str = "") -> Scan | Changed:
        """The scan of one label's codes, not yet kept, or what the label changed. Raises `NotTaken`.

        `scan_id` and `at` are those of a scan that must be the same when its label is read again, else new.
        """
        fit = tuple((text, symbology) for text, symbology in codes if text and len(text) <= LONGEST_TEXT)
        self._check(fit)
        if change := self._change(fit):
            self._set(change)
            return change
        if needed := next((names for names in self.mode.needs if not any(map(self.context.get, names))), None):
            raise NotTaken(missing(needed[0]))
        return Scan(self.service, self.station, self.action, fit, dict(self.context), scan_id or new_id(), at or now())

    def _check(self, codes: Codes) -> None:
        """Raise `NotTaken` for what is no one label, or one that says nothing to this action."""
        if not codes:
            raise NotTaken(say("no code"))
        if len(codes) > MOST_CODES:
            raise NotTaken(say("more codes than one label has"))
        kinds = {classify(*code).kind for code in codes}
        place = next((kind for kind in PLACES if kind in kinds), None)
        if place and (kinds & DEVICE or len(_values(codes, place)) > 1):
            raise NotTaken(say("Two labels are in view: show one at a time."))
        # A carton's code may stand beside a device's, on the label of its box.
        alone = place or (Kind.CARTON if Kind.CARTON in kinds and not kinds & DEVICE else None)
        if alone and alone not in {*self.mode.sets, *self.mode.takes}:
            raise NotTaken(out_of_place(alone, self.action))

    def _change(self, codes: Codes) -> Changed | None:
        if any(classify(*code).kind in DEVICE for code in codes):
            return None
        for kind, name in self.mode.sets.items():
            if values := _values(codes, kind):
                if len(values) > 1:
                    raise NotTaken(say("Two labels are in view: show one at a time."))
                return Changed(name, values[0])
        return None

    def _set(self, change: Changed) -> None:
        """Take the new value; a name that could stand in its place is no longer meant."""
        instead = {name for names in self.mode.needs if change.name in names for name in names}
        kept = {name: value for name, value in self.context.items() if name not in instead}
        self.context = kept | {change.name: change.value}


def _values(codes: Codes, kind: Kind) -> list[str]:
    found = (classify(*code) for code in codes)
    return list(dict.fromkeys(one.value for one in found if one.kind is kind))
