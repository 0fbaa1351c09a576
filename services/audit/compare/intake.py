"""Intake's boards, requests and stock, against the recount."""

from collections.abc import Iterator
from typing import Any

from services.audit.difference import Difference, unknown, untold
from services.audit.recount import Recount
from services.audit.share import Request, Share
from services.audit.site import Site

API = "/intake/api/v1"
SERVICE = "intake"
FIGURES = ("asked", "reserved", "accepted", "lacking", "given_up", "replaced")
# Known once the warehouse has answered the last grant.
ANSWERED = ("granted", "short")
DRAFT = "draft"
# Its board may write it anew, and tells so only when it submits it again.
SENT_BACK = "sent_back"


def compare_boards(recount: Recount, site: Site) -> Iterator[Difference]:
    """What each board was granted or holds, and its unmet need, by type."""
    held = recount.held()
    for board in sorted(held.keys() | recount.need.portraits.keys()):
        lines = recount.need.portraits.get(board, {})
        said = {line["type"]: line for line in site.get(f"{API}/boards/{board}/need")}
        for kind in sorted(held[board].keys() | lines.keys() | said.keys()):
            line, told = lines.get(kind, {}), said.get(kind, {})
            own = line.get("own_available", 0) + line.get("on_order", 0)
            unmet = max(line.get("need", 0) - own - held[board][kind], 0)
            for figure, log in (("held", held[board][kind]), ("unmet", unmet)):
                if log != told.get(figure, 0):
                    name = f"{board} ({kind})"
                    yield Difference("board", f"{board}/{kind}", name, figure, log, SERVICE, told.get(figure))


def compare_requests(recount: Recount, site: Site) -> Iterator[Difference]:
    """Each request's state and its figures by type. A draft is in no log."""
    seen = set()
    for said in site.items(f"{API}/requests"):
        seen.add(said["id"])
        request = recount.need.requests.get(said["id"])
        if request:
            yield from _request(request, said)
        elif said["state"] != DRAFT:
            yield untold("request", said["id"], said["number"], SERVICE)
    for request in recount.need.requests.values():
        if request.id not in seen:
            yield unknown("request", request.id, request.number, SERVICE)


def _request(request: Request, said: dict[str, Any]) -> Iterator[Difference]:
    state = "granted" if said["state"] == "partly_granted" else said["state"]
    if state != request.state:
        yield Difference("request", request.id, said["number"], "state", request.state, SERVICE, said["state"])
    if said["state"] == SENT_BACK:
        return
    lines = {line["type"]: line for line in said["types"]}
    for kind in sorted(request.shares.keys() | lines.keys()):
        name, subject = f"{said['number']} ({kind})", f"{request.id}/{kind}"
        share, line = request.shares.get(kind, Share()), lines.get(kind)
        if line is None:
            yield unknown("request", subject, name, SERVICE)
            continue
        for figure in (*FIGURES, *(ANSWERED if line["answered"] else ())):
            if getattr(share, figure) != line[figure]:
                yield Difference("request", subject, name, figure, getattr(share, figure), SERVICE, line[figure])


def compare_free(recount: Recount, site: Site) -> Iterator[Difference]:
    """The free stock that intake grants from, as it heard of it."""
    told = {said["type"]: said["heard"] for said in site.get(f"{API}/stock")}
    for kind in sorted(recount.floor.free.keys() | told.keys()):
        log = recount.floor.free.get(kind, 0)
        if log != told.get(kind, 0):
            yield Difference("stock", kind, kind, "heard", log, SERVICE, told.get(kind))
