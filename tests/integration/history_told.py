"""The history told in its order, month by month."""

from services.contracts.roles import Role
from services.contracts.values import BoardCode
from tests.integration.history import ALL, BOIS_FRANCS, DISPATCH, DRAVEURS, INTAKE, MONTREAL, ONE_IN, PORTAGES, History
from tests.integration.house import file_of

# Three boards in four said in September 2020 that they lacked devices (Auditor General, December 2022).
LACKING = ALL[: len(ALL) * 3 // 4]
NEVER, LATE = ALL[-2:], ALL[-4:-2]
CONTENT = [one for one in ALL if one not in (*LACKING, *NEVER, *LATE)]
# About 10,400 students were served by 4 November 2020.
SERVED = 10_400 // ONE_IN
FIRST = LACKING[:13]
# A week of January 2021: nearly 10,000 devices to 20 boards.
WEEK = {BOIS_FRANCS: 1_200, DRAVEURS: 1_000, PORTAGES: 600, MONTREAL: 200}
OTHERS = [one for one in LACKING if one not in WEEK][:16]
SENT = {board: count // ONE_IN for board, count in WEEK.items()}
SENT |= dict.fromkeys(OTHERS, (10_000 - sum(WEEK.values())) // len(OTHERS) // ONE_IN)
NEED = {"no_access": 60, "alternating": 20, "special_needs": 20}
MONTREALS_FILE = """board,type,no_access,alternating,special_needs,own_available,on_order,orders,weekly_capacity
762000,tablet,60,20,20,10,30,"2020-09-15: 20; 2020-10-01: 10",120
762000,laptop,200,40,20,30,,2020-09-15: 50,120
"""


def august(story: History) -> None:
    """The announcement, the first collection of portraits, 15,000 tablets and 15,000 laptops."""
    story.clock.set("2020-08-12", "11:00")
    story.settle()
    campaign = {"title": "Collecte initiale", "deadline": "2020-08-21T16:00:00-04:00"}
    opened = story.ministry("POST", "campaigns", campaign)["id"]
    for board in LACKING:
        story.clock.set("2020-08-17", f"09:{LACKING.index(board):02d}")
        if board == MONTREAL:
            form = {"file": file_of(MONTREALS_FILE, "portrait.csv")}
            story.call(Role.BOARD_MANAGER, "POST", f"{INTAKE}/boards/{board}/portraits/import", board, data=form)
        else:
            orders = [{"expected": "2020-09-15", "quantity": 20}]
            story.answer(board, laptop={"by_category": NEED, "own_available": 10, "orders": orders})
    for board in CONTENT:
        story.answer(board, laptop={"by_category": {"no_access": 30}, "own_available": 30})
    story.clock.set("2020-08-20")
    story.ministry("POST", f"campaigns/{opened}/remind")
    story.clock.set("2020-08-24")
    for board in LATE:
        story.answer(board, laptop={"by_category": {"no_access": 5}, "own_available": 5})
    story.clock.set("2020-08-28")
    story.ministry("POST", f"campaigns/{opened}/close")
    for kind in ("tablet", "laptop"):
        story.supply(kind, 15_000 // ONE_IN)


def autumn(story: History) -> None:
    """Classes close one by one; devices take three to four weeks to be prepared; suppliers are late until December."""
    each = SERVED // len(FIRST)
    for board in FIRST:
        story.clock.set("2020-09-14", f"09:{FIRST.index(board):02d}")
        late = [{"expected": "2020-12-04", "quantity": 20}]
        story.answer(board, laptop={"by_category": NEED, "own_available": 10, "orders": late})
    story.clock.set("2020-09-15")
    requests = [story.request(board, "Éclosion : classes fermées", "alternating", laptop=each) for board in FIRST]
    story.grant(*requests)
    story.clock.set("2020-09-16")
    for request in requests:
        story.prepare(request, laptop=each)
    story.dispatch("dispatch", ready := story.ready(), DISPATCH)
    story.clock.set("2020-09-17")
    story.dispatch("deliver", ready)
    story.clock.set("2020-09-18")
    for board in FIRST:
        story.receive(board)
    story.house.pump()
    for day, share in (("2020-10-07", 3), ("2020-10-14", 1)):
        story.clock.set(day)
        for board in FIRST:
            story.configure(board, each * share // 4)
        story.house.pump()


def november(story: History) -> None:
    """4 November: 21,500 Chromebooks, and criteria that are wider from that day on."""
    story.clock.set("2020-11-03")
    too_early = {"weekly_capacity": 1, "lines": [{"type": "chromebook", "by_category": {"vulnerable": 1}}]}
    refused = story.house.act(
        Role.BOARD_MANAGER, "POST", f"{INTAKE}/boards/{DRAVEURS}/portraits", BoardCode(DRAVEURS), json=too_early
    )
    assert [one["code"] for one in refused.json["errors"]] == ["type.unknown", "category.unknown"]
    story.clock.set("2020-11-04")
    story.ministry("POST", "campaigns", {"title": "Critères élargis", "deadline": "2020-11-20T16:00:00-05:00"})
    story.answer(DRAVEURS, laptop={"by_category": NEED}, chromebook={"by_category": {"vulnerable": 20}})
    story.clock.set("2020-11-16")
    story.supply("chromebook", 21_500 // ONE_IN)


def january(story: History) -> None:
    """The week: nearly 10,000 devices to 20 boards, Bois-Francs alone about 1,200."""
    for number, (board, count) in enumerate(SENT.items()):
        story.clock.set("2021-01-08", f"09:{number:02d}")
        wider = {"by_category": {"no_access": count, "alternating": 5, "vulnerable": 5}}
        story.answer(board, laptop={"by_category": NEED, "own_available": 30}, chromebook=wider)
    story.clock.set("2021-01-11")
    why = "Retour en classe reporté"
    requests = {board: story.request(board, why, "alternating", chromebook=SENT[board]) for board in SENT}
    story.grant(*requests.values())
    story.clock.set("2021-01-12")
    for board, request in requests.items():
        story.prepare(request, chromebook=SENT[board])
    story.dispatch("dispatch", ready := story.ready(), DISPATCH)
    story.clock.set("2021-01-13")
    story.dispatch("deliver", ready)
    story.clock.set("2021-01-15")
    for board in SENT:
        story.receive(board)
    story.house.pump()
    story.clock.set("2021-01-20")
    story.configure(BOIS_FRANCS, 40)
    story.house.pump()
    story.clock.set("2021-01-25")
