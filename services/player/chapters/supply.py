"""The supplier's truck: locations, the announced delivery, labels, receiving and putting away by scan."""

import csv
from pathlib import Path

from services.player.hands import draw
from services.player.stage import DOCK, SHELVES, Stage

API = "/warehouse/api/v1"


def mark_locations(stage: Stage) -> None:
    """The warehouse's places: a dock and four shelves."""
    stage.site.send("manager", "POST", f"{API}/locations", {"codes": [DOCK, *SHELVES]})


def announce(stage: Stage) -> None:
    """The supplier's file of serials (ASN) is imported."""
    file = _listed(stage, "asn.csv", stage.story.devices)
    fields = {"supplier": "Fournisseur de démonstration", "reference": stage.story.name}
    delivery = stage.site.upload("manager", f"{API}/deliveries", fields, file, stage.story.key("asn"))
    stage.know(delivery=delivery["id"])
    stage.speech.note(stage.speech.say("%(number)s: %(devices)s serials", delivery))


def label(stage: Stage) -> None:
    """Every device gets the label that its maker printed: from here on only pictures are read."""
    printed = [device | {"part": device["model"]} for device in stage.story.devices]
    draw("device", _listed(stage, "labels.csv", printed), stage.story.labels)


def receive(stage: Stage) -> None:
    """Each label is scanned at the dock against the delivery."""
    serials = [device["serial"] for device in stage.story.devices]
    stage.warehouse.scan("receive", stage.pictures(serials), location=DOCK, delivery=stage.fact("delivery"))


def put_away(stage: Stage) -> None:
    """Each device is scanned onto a shelf, a supplier's carton to a shelf."""
    cartons = sorted({device["carton"] for device in stage.story.devices})
    for shelf, carton in zip(SHELVES, cartons, strict=True):
        serials = [device["serial"] for device in stage.story.devices if device["carton"] == carton]
        stage.warehouse.scan("put_away", stage.pictures(serials), location=shelf)


def close_delivery(stage: Stage) -> None:
    """Nothing is missing: the delivery is closed."""
    path = f"{API}/deliveries/{stage.fact('delivery')}"
    if stage.site.get("clerk", path)["state"] == "open":
        stage.site.send("manager", "POST", f"{path}/close")


def _listed(stage: Stage, name: str, devices: list[dict[str, str]]) -> Path:
    """The devices as a CSV file of the story."""
    file = stage.story.folder / name
    with file.open("w", encoding="utf-8", newline="") as target:
        rows = csv.DictWriter(target, list(devices[0]))
        rows.writeheader()
        rows.writerows(devices)
    return file
