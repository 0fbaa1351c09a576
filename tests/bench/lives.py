"""The plain stories that the bench multiplies: ten devices that stand on the shelves, and ten that schools have."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from services.contracts.roles import Role
from tests.integration.chapter_custody import Travels
from tests.integration.house import OURS, House, house
from tests.integration.things import (
    DISPATCH,
    DOCK,
    INTAKE,
    LAST_SHELF,
    NEXT_SHELF,
    OTHER_SHELF,
    SCHOOL,
    SHELF,
    SHIPPING,
    SITE,
    WAREHOUSE,
)

DEVICES, REQUESTS = 10, 2
SHELVES = (SHELF, NEXT_SHELF, OTHER_SHELF, LAST_SHELF)


class Life(Travels):
    """What happens to ten devices when all goes well."""

    def on_the_shelves(self, prefix: str, moves: int) -> None:
        """Announced, received, put away, and moved so many times."""
        self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/locations", {"codes": [DOCK, *SHELVES]})
        key, self.shelf = self.delivery(prefix, DEVICES)
        self.step("receive", self.shelf, location=DOCK)
        for turn in range(moves + 1):
            self.step("put-away", self.shelf, location=SHELVES[turn % len(SHELVES)])
        self.post(f"{WAREHOUSE}/deliveries/{key}/close")
        self.house.pump()

    def in_use(self, prefix: str, moves: int) -> None:
        """From there by two requests to a school."""
        self.on_the_shelves(prefix, moves)
        self.call(Role.BOARD_MANAGER, "PUT", f"{INTAKE}/boards/{OURS}/sites/quai", SITE)
        need = {"weekly_capacity": 9, "lines": [{"type": "tablet", "by_category": {"no_access": 200}}]}
        self.call(Role.BOARD_MANAGER, "POST", f"{INTAKE}/boards/{OURS}/portraits", need)
        for _ in range(REQUESTS):
            order, devices = self.picked(DEVICES // REQUESTS)
            self.post(f"{WAREHOUSE}/cartons/{self.carton(order, devices)}/close")
            self.house.pump()
            self.travel(devices)
        self.house.pump()

    def travel(self, devices: list[str]) -> None:
        (shipment,) = self.call(Role.WAREHOUSE, "GET", f"{SHIPPING}/shipments?state=ready")["items"]
        path = f"{SHIPPING}/shipments/{shipment['id']}"
        self.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", DISPATCH)
        self.post(f"{path}/deliver")
        self.board("accept", devices=devices)
        self.board(f"shipments/{shipment['id']}/close-receipt")
        self.board("configure", devices=devices)
        self.board("hand-over", devices=devices, school=SCHOOL)


@contextmanager
def lived(folder: Path, prefix: str, moves: int, used: bool) -> Iterator[Mapping[str, str]]:
    """The databases in which such a story was told, by service, for the length of the block."""
    with house(folder) as one:
        life = Life(one)
        (life.in_use if used else life.on_the_shelves)(prefix, moves)
        yield addresses(one)


def addresses(one: House) -> Mapping[str, str]:
    """Where each service of a house has its database."""
    urls = {name: running.database.engine.url.set(query={}) for name, running in one.services.items()}
    return {name: url.render_as_string(hide_password=False) for name, url in urls.items()}
