"""The portrait's form: last time's figures beside each field, what follows from what is typed, what is asked again."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest

from services.chassis import inbox, run
from services.chassis.act import now
from services.contracts.envelope import Envelope
from services.contracts.roles import Role
from services.contracts.shipping import DeviceAccepted
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation
from tests.integration.intake_browser import BOARD, PORTRAIT, Browser, alert

pytestmark = pytest.mark.databases("sqlite", "postgresql")

UPDATE, CHECK, FORM = "/intake/portrait/update", "/intake/portrait/check", "/intake/portrait"


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def running(prepared: Path, tmp_path: Path) -> Iterator[run.Running]:
    one = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield one
    one.database.close()


@pytest.fixture
def manager(running: run.Running) -> Browser:
    return Browser(running, running.application(), Role.BOARD_MANAGER)


def figures(page: str, kind: str = "laptop") -> list[str]:
    """Need, covered, unmet and met of a type, as the page works them out of what stands in the form."""
    row = re.search(rf'<tr data-need="{kind}".*?</tr>', page, re.DOTALL)
    assert row, page
    return re.findall(r"<output[^>]*>(.*?)</output>", row[0])


def beside(page: str, name: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{re.escape(name)}-last">(.*?)</p>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def versions(page: str) -> str:
    found = re.search(r"Version (\d+) of", page)
    return found[1] if found else "0"


def test_the_form_shows_last_times_figures_and_what_follows_from_them(manager: Browser) -> None:
    first = manager.get(f"{FORM}?lang=en")
    assert (figures(first), beside(first, "need.laptop.no_access")) == (["0", "0", "0", "100%"], "")
    assert manager.post(UPDATE, **PORTRAIT) == (303, FORM)
    page = manager.get(FORM)
    assert figures(page) == ["40", "15", "25", "38%"]
    assert beside(page, "need.laptop.no_access") == "last time 30, change 0"
    assert beside(page, "weekly_capacity") == "last time 40, change 0"
    assert 'aria-describedby="need.laptop.no_access-last"' in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            ["Vérifié : rien n’est erroné", "Ce que cette version changerait", "la dernière fois 30", "grand écart"],
        ),
        ("en", ["Checked: nothing is wrong", "What this version would change", "last time 30", "large change"]),
    ],
)
def test_a_check_works_out_what_is_typed_and_keeps_nothing(manager: Browser, language: str, words: list[str]) -> None:
    manager.post(UPDATE, **PORTRAIT)
    manager.get(f"{FORM}?lang={language}")
    status, page = manager.post(CHECK, **PORTRAIT | {"need.laptop.no_access": "900", "on_order.laptop": ""})
    assert (status, [one for one in words if one not in page]) == (200, [])
    assert figures(page)[:3] == ["910", "10", "900"]
    assert re.search(r'name="need\.laptop\.no_access"[^>]*value="900"', page)
    assert not re.search(r"style=|%\(\w+\)s|\bNone\b", page)
    assert versions(manager.get(f"{FORM}?lang=en")) == "1"


def test_what_is_wrong_is_told_by_the_check_too(manager: Browser) -> None:
    status, page = manager.post(CHECK, **PORTRAIT | {"need.laptop.no_access": "-1"})
    assert (status, "Ordinateur portable, Sans accès" in alert(page)) == (422, True)


def test_orders_count_where_their_total_is_left_empty_and_what_the_reserve_gave_counts_too(
    manager: Browser, running: run.Running
) -> None:
    data = DeviceAccepted(device=uuid4(), type="laptop", board=BOARD, shipment=uuid4(), request=uuid4())
    told = Envelope(uuid4(), "/shipping", data.subject(), now(), 1, "w-1", data)
    inbox.take(running.database, SERVICE, [told.to_wire()])
    orders = {"order.laptop.0.expected": "2100-01-01", "order.laptop.0.quantity": "7", "on_order.laptop": ""}
    _, page = manager.post(f"{CHECK}?lang=en", **PORTRAIT | orders)
    assert figures(page) == ["40", "18", "22", "45%"]


def test_a_figure_that_leaps_is_asked_again_and_not_refused(manager: Browser) -> None:
    manager.get(f"{FORM}?lang=en")
    manager.post(UPDATE, **PORTRAIT)
    slip = PORTRAIT | {"need.laptop.no_access": "3000", "version": "1"}
    status, page = manager.post(UPDATE, **slip)
    assert (status, "Laptop, Without access to equipment" in alert(page)) == (422, True)
    assert "30 last time, 3000 now" in alert(page)
    assert 'name="confirmed"' in page
    assert versions(manager.get(FORM)) == "1"
    assert manager.post(UPDATE, **slip, confirmed="yes") == (303, FORM)
    assert versions(manager.get(FORM)) == "2"


def test_small_figures_and_those_that_were_never_given_leap_nowhere(manager: Browser) -> None:
    small = {"weekly_capacity": "1", "need.laptop.no_access": "2", "need.laptop.at_risk": "0"}
    assert manager.post(UPDATE, **small) == (303, FORM)
    assert manager.post(UPDATE, **small | {"need.laptop.no_access": "40", "need.laptop.at_risk": "900"}) == (303, FORM)


def test_a_type_that_is_stated_no_more_is_asked_about(manager: Browser) -> None:
    manager.post(UPDATE, **PORTRAIT | {"need.tablet.at_risk": "80"})
    status, page = manager.post(UPDATE, **PORTRAIT)
    assert (status, "Tablette : 80 la dernière fois, 0 maintenant" in alert(page)) == (422, True)


def test_a_spreadsheet_is_asked_about_too(manager: Browser) -> None:
    manager.post(UPDATE, **PORTRAIT)
    head = "type,no_access,at_risk,own_available,on_order,weekly_capacity\n"

    def send(**fields: str) -> tuple[int, str]:
        sent = {"csrf": "c", "idempotency_key": str(uuid4()), **fields}
        file = (BytesIO(f"{head}laptop,3000,10,10,5,40\n".encode()), "portrait.csv")
        answer = manager.client.post("/intake/portrait/file/import", data=sent | {"file": file})
        return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)

    status, page = send()
    assert (status, 'name="confirmed"' in page) == (422, True)
    assert send(confirmed="yes") == (303, FORM)


def test_the_form_is_kept_for_its_own_reader_and_version(manager: Browser) -> None:
    page = manager.get(FORM)
    assert 'data-keep="portrait/762000/u-board_manager"' in page
    assert re.search(r"/needs\.js\"></script>", page)
    assert re.search(r"/kept\.js\"></script>", page)
    assert "data-typed" not in page
    assert "data-typed" in manager.post(CHECK, **PORTRAIT)[1]
