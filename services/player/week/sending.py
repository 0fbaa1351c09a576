"""The reserve answers: waves are picked, packed carton by carton, loaded by scan, and the carriers leave."""

from collections import defaultdict
from typing import Any

from services.player.week.stage import CLERK, MANAGER, SHIPPING, WAREHOUSE, Order, Week, batches

# More than a wave takes would need a second cart.
MOST_ORDERS = 40
CARTS = tuple(f"CHAR-{number}" for number in range(61, 100))


def take_orders(week: Week) -> None:
    """Until the warehouse has an order of each grant."""
    week.each(week.orders, lambda order: _take_order(week, order))


def pick_and_pack(week: Week, orders: list[Order], day: int, hour: float) -> None:
    """One walk with one cart for these orders, each into its bin; from the bins into cartons."""
    for few in batches(orders, MOST_ORDERS):
        wave = _wave(week, few, day, hour)
        picked = _pick(week, wave, day, hour + 0.5)
        week.each(few, lambda order: _pack(week, order, picked[order.order], day, hour + 4))  # noqa: B023
        at = week.calendar.at(day, hour + 7)
        week.site.send(CLERK, "POST", f"{WAREHOUSE}/waves/{wave['id']}/close", at=at)


def leave(week: Week, orders: list[Order], day: int, hour: float) -> None:
    """Each carton is scanned as it goes on its truck; the truck leaves."""
    week.each(orders, lambda order: _find_shipment(week, order))
    week.each(orders, lambda order: _leave(week, order, day, hour))


def _take_order(week: Week, order: Order) -> None:
    def ordered() -> dict[str, Any] | None:
        items = week.site.get(CLERK, f"{WAREHOUSE}/orders", request=order.request)["items"]
        return next(iter(items), None)

    order.order = week.site.wait("the order", ordered, seconds=300)["id"]


def _wave(week: Week, orders: list[Order], day: int, hour: float) -> Any:
    taken = {one["cart"] for one in week.site.pages(CLERK, f"{WAREHOUSE}/waves", state="open")}
    cart = next(cart for cart in CARTS if cart not in taken)
    week.site.send(MANAGER, "POST", f"{WAREHOUSE}/locations", {"codes": [cart], "kind": "cart"})
    body = {"cart": cart, "orders": [order.order for order in orders]}
    at, key = week.calendar.at(day, hour), f"{week.run}-wave-{orders[0].number}"
    return week.site.send(CLERK, "POST", f"{WAREHOUSE}/waves", body, key, at)


def _pick(week: Week, wave: Any, day: int, hour: float) -> dict[str, list[dict[str, Any]]]:
    """The walk; of each order what lies in its bin then."""
    stops = week.site.get(CLERK, f"{WAREHOUSE}/waves/{wave['id']}/pick-list")
    walk = [device for stop in stops for device in stop["devices"]]
    reads = [(device["serial"], {"wave": wave["number"]}) for device in walk]
    week.scan(CLERK, "warehouse", "pick", reads, day, hour)
    bins = {one["number"]: one["order"] for one in wave["bins"]}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for device in walk:
        found[bins[device["bin"]]].append(device)
    return found


def _pack(week: Week, order: Order, devices: list[dict[str, Any]], day: int, hour: float) -> None:
    """A kind to a carton, as many as fit."""
    reads = []
    for kind in sorted({device["type"] for device in devices}):
        serials = [device["serial"] for device in devices if device["type"] == kind]
        for inside in batches(serials, week.plan.in_carton):
            key = f"{week.run}-carton-{order.number}-{len(order.cartons)}"
            body, at = {"order": order.order}, week.calendar.at(day, hour)
            made = week.site.send(CLERK, "POST", f"{WAREHOUSE}/cartons", body, key, at)
            order.cartons.append({**made, "serials": inside})
            reads += [(serial, {"carton": made["code"]}) for serial in inside]
    week.scan(CLERK, "warehouse", "pack", reads, day, hour)
    for turn, carton in enumerate(order.cartons):
        at = week.calendar.at(day, hour + 2, turn)
        week.site.send(CLERK, "POST", f"{WAREHOUSE}/cartons/{carton['id']}/close", at=at)


def _find_shipment(week: Week, order: Order) -> None:
    def ready() -> dict[str, Any] | None:
        items = week.site.get(CLERK, f"{SHIPPING}/shipments", board=order.board, state="ready")["items"]
        ours = (one for one in items if one["request"] == order.request)
        found = next(ours, None)
        whole = found is not None and week.site.get(CLERK, f"{SHIPPING}/shipments/{found['id']}")["address"]
        return found if whole else None

    found = week.site.wait("the shipment", ready, seconds=300)
    order.shipment, order.shipment_number = found["id"], found["number"]


def _leave(week: Week, order: Order, day: int, hour: float) -> None:
    reads = [(carton["code"], {"shipment": order.shipment_number}) for carton in order.cartons]
    week.scan(CLERK, "shipping", "load", reads, day, hour)
    body = {"carrier": "Transport d’exercice", "tracking": f"EX-{order.number}", "freight_cents": 100 * len(reads)}
    at = week.calendar.at(day, hour + 1)
    week.site.send(CLERK, "POST", f"{SHIPPING}/shipments/{order.shipment}/dispatch", body, at=at)
