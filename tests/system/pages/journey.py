"""The whole journey on pages alone: warehouse, board and Ministry, each at a screen, from the truck to the school."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.system.pages.someone import Someone

DOCK, SHELF = "QUAI-01", "A-01-01"
SCHOOL = "762217"
CARTONS = ("HPC00001", "HPC00002")
EACH = 4
SERIALS = [f"5CG806K{number:03d}" for number in range(101, 101 + len(CARTONS) * EACH)]
ASKED = 6
ADDRESS = {
    "site": "quai",
    "street": "5100, rue Sherbrooke Est",
    "town": "Montréal",
    "postal_code": "H1V 3R9",
    "contact": "Service des technologies",
    "phone": "514 555-0123",
}


@dataclass
class Cast:
    """The three people, and what each learns from the pages on the way."""

    warehouse: Someone
    board: Someone
    ministry: Someone
    folder: Path
    picked: list[str] = field(default_factory=list)
    carton: str = ""

    @property
    def people(self) -> Sequence[Someone]:
        return (self.warehouse, self.board, self.ministry)


def supply(cast: Cast) -> None:
    """A supplier's notice is read, its two cartons are received and put away by one scan each."""
    one = cast.warehouse
    for place in (DOCK, SHELF):
        one.go("/warehouse/locations")
        one.fill(code=place)
        one.press("Enregistrer")
    one.go("/warehouse/deliveries")
    one.fill(supplier="HP Canada", reference="BC-2020-114")
    one.attach("file", _notice(cast.folder))
    one.press("Annoncer")
    one.picture("livraison")
    number = one.page.locator("h1").inner_text().split()[-1]
    one.station("warehouse", "receive", location=DOCK, delivery=number)
    one.scan(*CARTONS)
    one.go("/warehouse/")
    one.picture("journee")
    one.station("warehouse", "receive", location=DOCK, delivery=number)
    one.picture("lecture")
    one.station("warehouse", "put_away", location=SHELF)
    one.scan(*CARTONS)
    one.go("/warehouse/deliveries")
    one.follow(number)
    one.press("Fermer")


def ask(cast: Cast) -> None:
    """The board says where it takes delivery and what it needs, and asks."""
    one = cast.board
    one.go("/intake/sites")
    one.fill(**ADDRESS)
    one.press("Enregistrer cette adresse")
    one.go("/intake/portrait")
    one.fill(need__laptop__no_access="40", own_available__laptop="25", weekly_capacity="30")
    one.press("Transmettre ce portrait")
    one.picture("portrait")
    one.finds("/intake/portrait", "15")
    one.go("/intake/requests")
    one.fill(justification="Classes fermées : élèves sans appareil à la maison.", ask__laptop__no_access=str(ASKED))
    one.press("Rédiger le brouillon")
    one.picture("demande")
    one.tick("freight_accepted")
    one.press("Soumettre la demande")


def grant(cast: Cast) -> None:
    """The Ministry weighs the request with the figures beside it, and grants it."""
    one = cast.ministry
    one.finds("/warehouse/stock", str(len(SERIALS)))
    one.go("/intake/picture")
    one.picture("tableau")
    one.go("/intake/requests")
    one.follow("D000001")
    one.picture("decision")
    one.press("Accorder ces quantités")


def send(cast: Cast) -> None:
    """Picked from the shelf, packed in a carton, loaded by scan, handed to the carrier."""
    one = cast.warehouse
    one.finds("/warehouse/orders", "D000001")
    one.follow("D000001")
    one.picture("commande")
    one.follow("Prélever par lecture")
    one.at_station()
    cast.picked = SERIALS[:ASKED]
    one.scan(*cast.picked)
    one.go("/warehouse/orders")
    one.follow("D000001")
    one.press("Ouvrir un colis")
    cast.carton = one.page.locator("main th code").first.inner_text()
    one.station("warehouse", "pack", carton=cast.carton)
    one.scan(*cast.picked)
    one.go("/warehouse/orders")
    one.follow("D000001")
    one.press(f"Fermer le colis {cast.carton}")
    one.finds("/shipping/shipments", "E000001")
    one.station("shipping", "load", shipment="E000001")
    one.scan(cast.carton)
    one.go("/shipping/shipments")
    one.follow("E000001")
    one.picture("expedition")
    one.fill(carrier="Transport Roy", tracking="TR-20-4411", freight="45,50")
    one.press("Expédier")


def receive(cast: Cast) -> None:
    """The carton arrives, one scan accepts all that is in it."""
    one = cast.board
    one.finds("/shipping/shipments", "E000001")
    one.follow("E000001")
    one.press("L’envoi est livré")
    one.station("shipping", "accept", shipment="E000001")
    one.scan(cast.carton)
    one.go("/shipping/shipments")
    one.follow("E000001")
    one.picture("reception")
    one.press("Terminer la réception")


def hand_over(cast: Cast) -> None:
    """Configured as a stack from the queue, handed to a school and to a student."""
    one = cast.board
    one.go("/shipping/queue")
    one.picture("file")
    one.press("Prendre")
    one.press("Tous sont configurés")
    *school, student = cast.picked
    one.station("shipping", "hand_over", school=SCHOOL)
    one.scan(*school)
    one.go("/shipping/devices")
    one.fill(code=student)
    one.choose(action="hand_over")
    one.tick("student")
    one.press("Inscrire")
    one.go("/shipping/devices")
    one.picture("appareils")


def follow(cast: Cast) -> None:
    """Anybody of the three asks where a device is; the Ministry sees the whole way."""
    for one in cast.people:
        one.finds(f"/portal/search?q={cast.picked[0]}", "Remis")
    cast.ministry.picture("parcours")


CHAPTERS = (supply, ask, grant, send, receive, hand_over, follow)


def _notice(folder: Path) -> Path:
    rows = [f"{CARTONS[turn // EACH]},HP,9UZ86UT,{serial}," for turn, serial in enumerate(SERIALS)]
    file = folder / "avis.csv"
    file.write_text("\n".join(["carton,maker,model,serial,asset_tag", *rows]), encoding="utf-8")
    return file
