"""At the boards: receipt by carton, something damaged and something missing, configuration, hand-over, returns."""

from typing import Any

from services.player.week.stage import CLERK, SHIPPING, Order, Read, Week
from services.player.week.supply import DOCK

SPARE = 5
REASON = "Ne s’allume plus"


def receive(week: Week, orders: list[Order], day: int, hour: float) -> None:
    """The truck arrives; each carton is one scan, but for one that is counted device by device."""
    week.each(orders, lambda order: _receive(week, order, day, hour))


def receive_offline(week: Week, orders: list[Order], day: int, hour: float) -> None:
    """The same without a network: the scans lie in a journal of the real `scanner`, to be sent days later."""
    for order in orders:
        _deliver(week, order, day, hour)
        scanner, at = week.late(order.board), week.calendar.at(day, hour + 1)
        scanner.note("accept", [carton["code"] for carton in order.cartons], at)


def catch_up(week: Week, orders: list[Order], day: int, hour: float) -> None:
    """The network is back: the journals are sent, each scan with the moment at which it happened."""
    for order in orders:
        week.late(order.board).deliver()
        order.good = [serial for carton in order.cartons for serial in carton["serials"]]
        _end_receipt(week, order, day, hour)


def configure(week: Week, orders: list[Order], day: int, hour: float) -> None:
    """All but a few spare ones, where some go back."""
    spare = SPARE if week.plan.troubles else 0
    week.each(orders, lambda order: _step(week, order, "configure", order.good[spare:], {}, day, hour))


def hand_over(week: Week, orders: list[Order], day: int, hour: float) -> None:
    """Where the plan is a week, half to a school; the others, and else all, to students."""
    week.each(orders, lambda order: _hand_over(week, order, day, hour))


def send_back(week: Week, orders: list[Order], day: int, hour: float) -> None:
    """The spare ones do not start: they go back, and the warehouse receives them."""
    week.each(orders, lambda order: _step(week, order, "send_back", order.good[:SPARE], {"reason": REASON}, day, hour))
    here = {"location": DOCK}
    serials = [serial for order in orders for serial in order.good[:SPARE]]

    def received() -> bool:
        reads: list[Read] = [(serial, here) for serial in serials]
        answers = week.try_scans(CLERK, "warehouse", "receive", reads, day, hour + 4)
        came = [answer for answer in answers if (answer["device"] or {}).get("state") == "returned"]
        return len(came) == len(serials)

    week.site.wait("what is sent back, heard by the warehouse", received, seconds=300)
    week.scan(CLERK, "warehouse", "wipe", [(serial, {}) for serial in serials], day, hour + 6)


def _deliver(week: Week, order: Order, day: int, hour: float) -> None:
    at = week.calendar.at(day, hour)
    week.site.send(order.board, "POST", f"{SHIPPING}/shipments/{order.shipment}/deliver", at=at)


def _receive(week: Week, order: Order, day: int, hour: float) -> None:
    _deliver(week, order, day, hour)
    cartons = list(order.cartons)
    to: dict[str, str] = {"shipment": order.shipment_number}
    reads: list[Read] = []
    if week.plan.troubles:
        cartons.sort(key=lambda carton: len(carton["serials"]))
        damaged, _missing, *well = cartons.pop()["serials"]
        reads = [(serial, to) for serial in well]
        why = to | {"reason": "Écran fendu dans le colis"}
        week.scan(order.board, "shipping", "damage", [(damaged, why)], day, hour + 2)
        order.good += well
    order.good += [serial for carton in cartons for serial in carton["serials"]]
    reads += [(carton["code"], to) for carton in cartons]
    week.scan(order.board, "shipping", "accept", reads, day, hour + 1)
    _end_receipt(week, order, day, hour + 3)


def _end_receipt(week: Week, order: Order, day: int, hour: float) -> None:
    body: dict[str, Any] = {"reason": "Absent du colis"} if week.plan.troubles else {}
    path, at = f"{SHIPPING}/shipments/{order.shipment}/close-receipt", week.calendar.at(day, hour)
    week.site.send(order.board, "POST", path, body, at=at)


def _hand_over(week: Week, order: Order, day: int, hour: float) -> None:
    ready = order.good[SPARE:] if week.plan.troubles else order.good
    half = len(ready) // 2 if week.plan.troubles else 0
    school = f"{order.board[:3]}217"
    _step(week, order, "hand_over", ready[:half], {"school": school}, day, hour)
    _step(week, order, "hand_over", ready[half:], {"student": "yes"}, day, hour + 1)


def _step(
    week: Week, order: Order, action: str, serials: list[str], context: dict[str, str], day: int, hour: float
) -> None:
    week.scan(order.board, "shipping", action, [(serial, context) for serial in serials], day, hour)
