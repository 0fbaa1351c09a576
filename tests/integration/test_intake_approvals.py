"""Approvals through the routes and pages: the queue in its order, the figures beside each decision, the way on."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.chassis import run
from services.contracts.reference import boards
from services.contracts.roles import BOARD, Person, Role
from services.contracts.values import BoardCode
from services.contracts.warehouse import StockChanged
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation
from tests.integration.round_site import CODES, FIRST, Rounds

pytestmark = pytest.mark.databases("sqlite", "postgresql")

OURS, OTHER = "762000", "711000"


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def site(prepared: Path, tmp_path: Path) -> Iterator[Rounds]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    one = Rounds(running)
    one.hear(StockChanged(free={"laptop": 100}))
    yield one
    running.database.close()


class Reader:
    """Somebody's browser at the site's pages."""

    def __init__(self, site: Rounds, role: Role = Role.MINISTRY) -> None:
        self.client = site.running.application().test_client()
        bound = BoardCode(OURS) if role in BOARD else None
        person = Person("u-second", role, bound, csrf="c")
        self.client.set_cookie("reserve_token", run.keys(site.running.settings).sign(person))

    def get(self, path: str) -> str:
        answer = self.client.get(path if "?" in path else f"{path}?lang=en")
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def post(self, path: str, **fields: str) -> Any:
        return self.client.post(path, data={"csrf": "c", "idempotency_key": str(uuid4()), **fields})


def weighed(site: Rounds, request: str) -> Any:
    status, answer = site.call("auditor", "GET", f"/requests/{request}/weighing", board=FIRST)
    assert status == 200, answer
    return answer


def neighbours(code: str) -> list[str]:
    return [one for one, board in boards().items() if one != code and board.region_code == boards()[code].region_code]


def test_forty_approvals_are_forty_clicks_in_the_order_of_the_queue(site: Rounds) -> None:
    for code in CODES[:40]:
        site.needing(code, laptop=5)
    asked = site.submitted([(code, {"laptop": 2}) for code in CODES[:40]])
    reader, here, seen = Reader(site), f"/intake/requests/{asked[0]}", []
    while here.startswith("/intake/requests/"):
        seen.append(here.split("/")[3].split("?")[0])
        answer = reader.post(f"{here.split('?')[0]}/grant", **{"granted.laptop": "2", "then": "next"})
        assert answer.status_code == 303, answer.text
        here = answer.headers["Location"]
    assert seen == asked
    assert here == f"/intake/waiting?decided={asked[-1]}"
    end = reader.get(f"{here}&lang=en")
    assert "Nothing waits to be decided." in end
    assert re.search(r'role="status">Request D000040: granted\.', end)


def test_after_the_last_of_the_queue_comes_the_first_and_a_decision_without_more_stays_where_it_is(
    site: Rounds,
) -> None:
    for code in (OURS, OTHER):
        site.needing(code, laptop=50)
    first, last = site.submitted([(OURS, {"laptop": 1}), (OTHER, {"laptop": 1})])
    reader = Reader(site)
    page = reader.get(f"/intake/requests/{last}")
    assert (page.count('name="then" value="next"'), f'href="/intake/requests/{first}" rel="next"' in page) == (3, True)
    refused = reader.post(f"/intake/requests/{last}/refuse", reason="Complet", then="next")
    assert refused.headers["Location"] == f"/intake/requests/{first}?decided={last}"
    assert "Request D000002: refused." in reader.get(f"{refused.headers['Location']}&lang=en")
    stays = reader.post(f"/intake/requests/{first}/send-back", reason="Adresse?")
    assert stays.headers["Location"] == f"/intake/requests/{first}"


def test_beside_a_decision_stand_what_is_free_after_it_and_what_others_ask_before_and_after(site: Rounds) -> None:
    for code in (OURS, OTHER):
        site.needing(code, laptop=60)
    before, ours, *_ = site.submitted([(OTHER, {"laptop": 10}), (OURS, {"laptop": 70}), (OTHER, {"laptop": 5})])
    found = weighed(site, ours)
    assert (found["place"], found["waiting"], found["portrait_age_days"]) == (2, 3, 0)
    (stake,) = found["stakes"]
    assert (stake["wanted"], stake["unmet"], stake["proposed"]) == (70, 60, 60)
    assert (stake["free"], stake["free_after"], stake["ahead"], stake["behind"]) == (100, 40, 10, 5)
    assert site.call("ministry", "POST", f"/requests/{before}/grant", {}, board=FIRST)[0] == 200
    assert weighed(site, before)["place"] is None
    (stake,) = weighed(site, ours)["stakes"]
    assert (stake["free"], stake["ahead"]) == (90, 0)


def test_what_a_request_was_granted_counts_as_free_again_where_it_is_granted_anew(site: Rounds) -> None:
    site.needing(OURS, laptop=60)
    ours = site.asking(OURS, laptop=30)
    assert site.call("ministry", "POST", f"/requests/{ours}/grant", {}, board=FIRST)[0] == 200
    site.answer(ours, {"laptop": 20}, {"laptop": 0})
    (stake,) = weighed(site, ours)["stakes"]
    assert (stake["granted"], stake["free"], stake["proposed"], stake["free_after"]) == (20, 0, 20, 0)


def test_what_the_region_boards_of_the_size_and_all_got_is_a_fill_rate(site: Rounds) -> None:
    other, *rest = neighbours(OURS)
    for code in (OURS, other, OTHER):
        site.needing(code, laptop=40)
    ours = site.asking(OURS, laptop=10)
    granted = site.asking(other, laptop=30)
    assert site.call("ministry", "POST", f"/requests/{granted}/grant", {}, board=FIRST)[0] == 200
    peers = weighed(site, ours)["stakes"][0]["peers"]
    told = {name: (one["boards"], one["lacking"], one["given"], one["rate"]) for name, one in peers.items()}
    assert told["itself"] == (1, 40, 0, 0.0)
    assert told["region"] == (1, 40, 30, 0.75)
    assert told["all"] == (3, 120, 30, 0.25)
    assert rest


def test_a_board_sees_its_own_figures_alone(site: Rounds) -> None:
    site.needing(OURS, laptop=40)
    ours = site.asking(OURS, laptop=10)
    page = Reader(site, Role.BOARD_MANAGER).get(f"/intake/requests/{ours}")
    assert not re.search(r"What other boards got|wait to be decided|Free now", page)
    assert site.call("board_manager", "GET", f"/requests/{ours}/weighing", board=OURS)[0] == 403


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            [
                "1 sur 1 en attente de décision",
                "Libres après",
                "Ce que d’autres organismes ont reçu",
                "Voir ce qui reste",
            ],
        ),
        ("en", ["1 of 1 that wait to be decided", "Free after it", "What other boards got", "See what stays free"]),
    ],
)
def test_without_script_one_sees_what_stays_free_and_nothing_is_granted(
    site: Rounds, language: str, words: list[str]
) -> None:
    site.needing(OURS, laptop=40)
    ours = site.asking(OURS, laptop=10)
    reader = Reader(site)
    page = reader.get(f"/intake/requests/{ours}?lang={language}")
    assert [one for one in words if one not in page] == []
    assert not re.search(r"style=|%\(\w+\)s|\bNone\b", page)
    seen = reader.post(f"/intake/requests/{ours}/weigh", **{"granted.laptop": "7"})
    assert re.search(r'data-minus="granted\.laptop" data-base="100">93</output>', seen.text)
    assert site.figures(ours) == [(10, 0, 0)]
    wrong = reader.post(f"/intake/requests/{ours}/weigh", **{"granted.laptop": "-7"})
    assert wrong.status_code == 422


def test_the_list_of_what_waits_says_what_would_be_left_after_each(site: Rounds) -> None:
    site.needing(OURS, laptop=80)
    site.needing(OTHER, laptop=80)
    site.submitted([(OURS, {"laptop": 70}), (OTHER, {"laptop": 50})])
    status, told = site.call("auditor", "GET", "/queue", board=FIRST)
    assert status == 200
    assert [(one["place"], one["board"], one["types"][0]["left"], one["portrait"]) for one in told] == [
        (1, OURS, 30, "current"),
        (2, OTHER, -20, "current"),
    ]
    page = Reader(site, Role.AUDITOR).get("/intake/waiting")
    assert "Open the first" in page


@pytest.mark.parametrize("path", ["/intake/waiting", "/intake/requests/@"])
def test_what_waits_takes_as_many_statements_for_200_as_for_5(site: Rounds, path: str) -> None:
    reader, taken = Reader(site), []
    for code in CODES:
        site.needing(code, laptop=500)
    for count, many in ((5, 2), (195, len(CODES))):
        made = site.submitted([(CODES[index % many], {"laptop": 1}) for index in range(count)])
        reader.get(path.replace("@", made[0]))
        with site.counted() as statements:
            reader.get(path.replace("@", made[0]))
        taken.append(len(statements))
    assert taken[0] == taken[1] < 40
