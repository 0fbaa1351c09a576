"""The reserve answers: pick, pack, ready, loaded, dispatched, delivered."""

import csv
from typing import Any

from services.player.hands import draw
from services.player.stage import Stage

WAREHOUSE, SHIPPING = "/warehouse/api/v1", "/shipping/api/v1"


def reserve(stage: Stage) -> None:
    """The grant reaches the warehouse, which reserves the stock."""

    def ordered() -> dict[str, Any] | None:
        items = stage.site.get("clerk", f"{WAREHOUSE}/orders", limit=50)["items"]
        return next((order for order in items if order["request"] == stage.fact("request")), None)

    stage.know(order=stage.site.wait("the order", ordered)["id"])


def pick(stage: Stage) -> None:
    """The pick list is walked; each device's label is scanned at its shelf."""
    if "picked" not in stage.story.facts:
        places = stage.site.get("clerk", f"{WAREHOUSE}/orders/{stage.fact('order')}/pick-list")
        found = [device for place in places for device in place["devices"]]
        stage.know(picked=[{"serial": device["serial"], "type": device["type"]} for device in found])
    serials = [device["serial"] for device in stage.fact("picked")]
    stage.warehouse.scan("pick", stage.pictures(serials), order=stage.fact("order"))


def pack(stage: Stage) -> None:
    """A carton for the tablets, a carton for the laptops; what is scanned into a carton is its packing list."""
    cartons = {}
    for kind in ("tablet", "laptop"):
        body = {"order": stage.fact("order")}
        carton = stage.site.send("clerk", "POST", f"{WAREHOUSE}/cartons", body, stage.story.key(f"carton-{kind}"))
        serials = [device["serial"] for device in stage.fact("picked") if device["type"] == kind]
        stage.warehouse.scan("pack", stage.pictures(serials), carton=carton["code"])
        cartons[kind] = {**carton, "serials": serials}
    stage.know(cartons=cartons)


def close_cartons(stage: Stage) -> None:
    """The cartons are closed and get their own labels."""
    file = stage.story.folder / "cartons.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(["code"])
        for carton in stage.fact("cartons").values():
            rows.writerow([carton["code"]])
            if stage.site.get("clerk", f"{WAREHOUSE}/cartons/{carton['id']}")["state"] == "open":
                stage.site.send("clerk", "POST", f"{WAREHOUSE}/cartons/{carton['id']}/close")
    draw("carton", file, stage.story.labels)


def load(stage: Stage) -> None:
    """The shipment stands ready; each carton's label is scanned as it goes on the truck."""

    def shipment() -> dict[str, Any] | None:
        items = stage.site.get("clerk", f"{SHIPPING}/shipments", limit=50)["items"]
        ours = (one for one in items if one["request"] == stage.fact("request") and one["state"] != "preparing")
        return next(ours, None)

    found = stage.site.wait("the shipment", shipment)
    stage.know(shipment=found["id"])
    if found["state"] == "ready":
        cartons = [carton["code"] for carton in stage.fact("cartons").values()]
        stage.dock.scan("load", stage.pictures(cartons), shipment=found["number"])


def dispatch(stage: Stage) -> None:
    """The carrier takes it."""
    if stage.site.get("clerk", _path(stage))["state"] == "ready":
        body = {"carrier": "Transport Démo", "tracking": f"TD-{stage.story.name}", "freight_cents": 4200}
        stage.site.wait("the address", lambda: stage.site.get("clerk", _path(stage))["address"])
        stage.site.send("clerk", "POST", f"{_path(stage)}/dispatch", body)


def deliver(stage: Stage) -> None:
    """The carrier hands it to the board."""
    if stage.site.get("clerk", _path(stage))["state"] == "dispatched":
        stage.site.send("technician", "POST", f"{_path(stage)}/deliver")


def _path(stage: Stage) -> str:
    return f"{SHIPPING}/shipments/{stage.fact('shipment')}"
