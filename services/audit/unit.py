"""One device as the log tells it: what the warehouse told of it, what shipping told, and who holds it."""

from dataclasses import dataclass, field

Holder = tuple[str, str] | None

# From which states on a step is possible. What is not named here may follow anything.
AFTER = {
    "picked": {"stored"},
    "stored": {"received", "wiped", "picked", "packed", "written_off"},
    "wiped": {"returned"},
    "destroyed": {"retired"},
}
# What a board has, and what of it covers the board's need.
COVERING = frozenset({"at_board", "configured", "at_school", "on_loan", "taken_back", "sent_on"})
KEEPING = frozenset({"missing", "lost", "stolen"})
PLACED = frozenset({"received", "stored", "returned", "wiped", "quarantined", "in_repair", "written_off"})


@dataclass(slots=True)
class Custody:
    """What shipping told last of a device that came, or did not come, in one shipment."""

    state: str
    board: str
    holder: Holder
    what: str


@dataclass(slots=True)
class Unit:
    """One device. `state` is the warehouse's own; `order` and `carton` hold until it is put away or comes back.

    Two tell of it, each in its own order, and neither order says what came first of both. So what shipping told is kept
    by the shipment in which the device came (`chapters`; `chapter` is the last one), and counts while the warehouse
    has the device gone in that very shipment: `held`, known once all is told. `found_in` are the shipments in which the
    warehouse said that it left unseen: of a device that a board has already, shipping takes no such word. `ways` are
    those, and the cartons, in which it ever left. `gone_again`: a receipt of its return was undone.
    """

    id: str
    maker: str = ""
    serial: str = ""
    type: str = ""
    state: str = "announced"
    location: str | None = None
    order: str | None = None
    carton: str | None = None
    found_in: tuple[str, ...] = ()
    came_back: bool = False
    gone_again: bool = False
    ways: tuple[str, ...] = ()
    chapters: dict[str, Custody] = field(default_factory=dict)
    chapter: str = ""
    held: Custody | None = None

    @property
    def name(self) -> str:
        """How people call it."""
        return f"{self.maker} {self.serial}".strip() or self.id

    def identify(self, told: dict[str, str]) -> None:
        self.maker, self.serial, self.type = told["maker"], told["serial"], told["type"]
