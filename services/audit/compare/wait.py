"""What the portal says is still to be done, thing by thing, against the recount."""

from collections.abc import Iterator

from services.audit.difference import Difference
from services.audit.recount import Recount
from services.audit.site import Site

API = "/portal/api/v1/waits"
SERVICE = "portal"
PICK = "pick"
# The states of an order in which something is to be picked for it, if anything is promised.
TO_PICK = frozenset({"reserved", "short"})


def compare_waits(recount: Recount, site: Site) -> Iterator[Difference]:
    """The task of each thing that waits. An order that may be in one state or another may wait or not."""
    said = {one["subject"]: one["task"] for one in site.items(API)}
    orders, unclear = _orders(recount)
    due = recount.waits.tasks | orders
    for subject in sorted((due.keys() | said.keys()) - unclear):
        if due.get(subject) != said.get(subject):
            yield Difference("wait", subject, subject, "task", due.get(subject), SERVICE, said.get(subject))


def _orders(recount: Recount) -> tuple[dict[str, str], set[str]]:
    """By the key of each order that is to be picked its task; and the keys of those of which the log leaves it open."""
    due, unclear = {}, set()
    for order in recount.floor.requests:
        states, promised = set(recount.order_states(order)), sum(recount.reserved(order).values())
        if promised and states <= TO_PICK:
            due[f"order/{order}"] = PICK
        elif states & TO_PICK and not states <= TO_PICK:
            unclear.add(f"order/{order}")
    return due, unclear
