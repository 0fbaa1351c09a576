"""At the board: receipt by scan, one device damaged, one missing; configured, handed to a school and to students."""

from functools import partial

from services.player.stage import SCHOOL, Stage

SHIPPING, PORTAL = "/shipping/api/v1", "/portal/api/v1"
TO_SCHOOL = 5


def accept(stage: Stage) -> None:
    """The tablets' carton is scanned whole; the laptops one by one: one is damaged, one is not there."""
    tablets, laptops = stage.fact("cartons")["tablet"], stage.fact("cartons")["laptop"]["serials"]
    damaged, missing, good = laptops[0], laptops[1], laptops[2:]
    stage.know(lacking=[damaged, missing], good=[*tablets["serials"], *good])
    stage.board.scan("accept", stage.pictures([tablets["code"]]))
    stage.board.scan("accept", stage.pictures(good))
    stage.board.scan("damage", stage.pictures([damaged]), reason="Écran fendu dans le colis")


def end_receipt(stage: Stage) -> None:
    """The receipt is ended: what was not scanned is missing, and the warehouse hears it at once."""
    path = f"{SHIPPING}/shipments/{stage.fact('shipment')}"
    if stage.site.get("technician", path)["state"] != "received":
        stage.site.send("technician", "POST", f"{path}/close-receipt", {"reason": "Absent du colis"})

    def heard() -> bool:
        serials = {claim["serial"] for claim in stage.site.get("clerk", "/warehouse/api/v1/claims")["items"]}
        return serials.issuperset(stage.fact("lacking"))

    stage.site.wait("the warehouse's claims", heard)


def configure(stage: Stage) -> None:
    """Each device is configured."""
    stage.board.scan("configure", stage.pictures(stage.fact("good")))


def hand_over(stage: Stage) -> None:
    """Some devices go to a school, the others to students, each under a random loan number."""
    good = stage.fact("good")
    stage.board.scan("hand_over", stage.pictures(good[:TO_SCHOOL]), school=SCHOOL)
    stage.board.scan("hand_over", stage.pictures(good[TO_SCHOOL:]), student="yes")
    stage.know(followed=[good[0], good[-1]])


def follow(stage: Stage) -> None:
    """The portal has heard it all: a tablet is followed from the shelf to a school, a laptop to a student."""
    site, serials = stage.site, stage.fact("followed")
    stage.know(journeys={serial: site.wait(serial, partial(_journey, stage, serial)) for serial in serials})


def _journey(stage: Stage, serial: str) -> list[dict[str, str]] | None:
    items = stage.site.get("auditor", f"{PORTAL}/search", q=serial)["items"]
    device = next((item["subject"] for item in items if item["subject"].startswith("device/")), None)
    if device is None:
        return None
    path = f"{PORTAL}/devices/{device.removeprefix('device/')}/journey"
    entries: list[dict[str, str]] = stage.site.get("auditor", path)["journey"]
    return entries if entries and entries[-1]["what"] == "request.fulfilled" else None
