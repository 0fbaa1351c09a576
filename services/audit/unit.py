"""One device as the log tells it: what the warehouse told of it, what shipping told, and who holds it."""

from dataclasses import dataclass

Holder = tuple[str, str] | None

# From which states on a step is possible. What is not named here may follow anything.
AFTER = {
    "picked": {"stored"},
    "stored": {"received", "wiped", "picked", "packed", "written_off"},
    "wiped": {"returned"},
}
# What a board has, and what of it covers the board's need.
COVERING = frozenset({"at_board", "configured", "at_school", "on_loan", "taken_back"})
KEEPING = frozenset({"missing", "lost", "stolen"})
PLACED = frozenset({"received", "stored", "returned", "wiped", "quarantined", "in_repair", "written_off"})


@dataclass(slots=True)
class Custody:
    """What shipping told last of a device, and when. `shipment`: the one in which it came, where that was told."""

    state: str
    time: str
    board: str
    holder: Holder
    what: str
    shipment: str | None


@dataclass(slots=True)
class Unit:
    """One device. `state` is the warehouse's own; `order` and `carton` hold until it is put away or comes back."""

    id: str
    maker: str = ""
    serial: str = ""
    type: str = ""
    state: str = "announced"
    location: str | None = None
    order: str | None = None
    carton: str | None = None
    found_in: tuple[str, str] | None = None
    returned_at: str = ""
    custody: Custody | None = None

    @property
    def name(self) -> str:
        """How people call it."""
        return f"{self.maker} {self.serial}".strip() or self.id

    def identify(self, told: dict[str, str]) -> None:
        self.maker, self.serial, self.type = told["maker"], told["serial"], told["type"]

    @property
    def held(self) -> Custody | None:
        """What shipping told of it since it came back last; None when that is all of an earlier journey."""
        return self.custody if self.custody and self.custody.time > self.returned_at else None
