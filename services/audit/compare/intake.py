"""Intake's boards, requests and stock, against the recount."""

from collections.abc import Iterator

from services.audit.difference import Difference
from services.audit.recount import Recount
from services.audit.share import Request, Share
from services.audit.site import Site

API = "/intake/api/v1"
SERVICE = "intake"
FIGURES = ("reserved", "accepted", "lacking", "given_up", "replaced")
# Words of intake for one state of the recount. A word that is not among them is not compared.
STATES = {
    "submitted": "submitted",
    "sent_back": "sent_back",
    "granted": "granted",
    "partly_granted": "granted",
    "refused": "refused",
    "fulfilled": "fulfilled",
    "withdrawn": "withdrawn",
}


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
    """Each request's state and its figures by type."""
    for said in site.items(f"{API}/requests"):
        request = recount.need.requests.get(said["id"]) or Request(said["id"], said["board"], said["number"])
        state = STATES.get(said["state"])
        if state and state != request.state:
            yield Difference("request", request.id, said["number"], "state", request.state, SERVICE, said["state"])
        for line in said["types"]:
            share = request.shares.get(line["type"], Share())
            for figure in (*FIGURES, *(("granted",) if line.get("answered", True) else ())):
                if getattr(share, figure) != line.get(figure, getattr(share, figure)):
                    name, subject = f"{said['number']} ({line['type']})", f"{request.id}/{line['type']}"
                    log, other = getattr(share, figure), line[figure]
                    yield Difference("request", subject, name, figure, log, SERVICE, other)


def compare_free(recount: Recount, site: Site) -> Iterator[Difference]:
    """The free stock that intake grants from, as it heard of it."""
    for said in site.get(f"{API}/stock"):
        log = recount.floor.free.get(said["type"], 0)
        if log != said["heard"]:
            yield Difference("stock", said["type"], said["type"], "heard", log, SERVICE, said["heard"])
