"""`reserve privacy`: a student's code is found in whatever store it stands, and told by its place alone."""

import io
import json
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook
from sqlalchemy import insert, text

from services.chassis import access, outbox, relay, tables
from services.chassis.access import accesses
from services.chassis.act import Act, now
from services.chassis.broker.publisher import open_publisher
from services.chassis.run import Running, keys, prepare, running
from services.chassis.settings import Settings
from services.commands.privacy import privacy
from services.commands.verify import verify
from services.contracts.roles import Person, Role
from services.contracts.sees import Sees
from services.contracts.shipping import DeviceLost
from services.contracts.student import may_name_a_student
from services.contracts.values import BoardCode
from services.everything import BY_NAME, SERVICES
from services.portal import operations
from services.shipping.model import Trip
from services.shipping.model.withdrawal import Withdrawal
from services.warehouse.model.notice_file import NoticeFile, NoticeOutcome
from tests.integration.databases import installation

CODE = "TREM 1805 0912"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = installation(tmp_path_factory.mktemp("site"))
    prepare(SERVICES, settings)
    return settings


@pytest.fixture
def shipping(site: Settings) -> Iterator[Running]:
    one = running(BY_NAME["shipping"], site)
    yield one
    one.database.close()


def run(site: Settings, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("RESERVE_VAR", str(site.var))
    monkeypatch.setenv("RESERVE_DATABASE", site.database)
    monkeypatch.setenv("RESERVE_LANG", "en")
    return CliRunner().invoke(privacy, list(words))


def workbook(said: str) -> bytes:
    book, data = Workbook(), io.BytesIO()
    book.active["A1"] = said
    book.save(data)
    return data.getvalue()


def test_an_untouched_site_has_nothing(site: Settings, monkeypatch: pytest.MonkeyPatch):
    result = run(site, monkeypatch, "scan")
    assert (result.exit_code, result.output) == (0, "0 places found.\n")
    assert keys(site) is not None


def plant(site: Settings, shipping: Running) -> list[str]:
    """The code in a store of each kind, past every door; where it then stands."""
    board, at, trip = BoardCode("762000"), now(), uuid4()
    lost = DeviceLost(device=UUID(int=7), type="tablet", board=board, reason="vu")
    object.__setattr__(lost, "reason", CODE)
    with shipping.database.writing(Act("u-1", at)) as session:
        outbox.record(session, lost)
        day = date(2020, 9, 1)
        session.add(Trip(id=trip, number="T1", carrier="van", day=day, driver=CODE, made_at=at, version=1))
        session.execute(insert(tables.subject).values(name=CODE, sequence=1, change={"before": {"loan": CODE}}))
    with closing(open_publisher(site.broker)) as publisher:
        relay.forward(shipping.database, publisher)
    warehouse = running(BY_NAME["warehouse"], site)
    file = {"id": uuid4(), "name": "avis.xlsx", "sha256": "0" * 64, "size": 1, "packed": zlib.compress(workbook(CODE))}
    file |= {"sent_by": "u-1", "sent_at": at, "outcome": NoticeOutcome.REFUSED, "rows": 0, "faults": 0, "report": []}
    with warehouse.database.writing(Act("u-1", at)) as session:
        session.add(NoticeFile(**file))
    warehouse.database.close()
    (site.var / "web.log").write_text(f"first\nsecond {CODE}\n", encoding="utf-8")
    return [
        "shipping.subject.name  no.",
        "shipping.subject.change  no.",
        "shipping.outbox.body  1",
        f"shipping.trip.driver  {trip}",
        f"warehouse.notice_file.packed  {file['id']}",
        "broker.message.",
        f"{site.var}/web.log  2",
    ]


def test_whatever_store_it_stands_in_it_is_found_and_never_repeated(
    site: Settings, shipping: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    planted = plant(site, shipping)
    (tmp_path / "liste.xlsx").write_bytes(workbook(CODE))
    (tmp_path / f"{CODE}.csv").write_text("rien", encoding="utf-8")
    result = run(site, monkeypatch, "scan", str(tmp_path))
    assert result.exit_code == 1
    planted += [f"{tmp_path}/liste.xlsx  (content)", "(name)"]
    assert [one for one in planted if one not in result.output] == []
    assert len(result.output.splitlines()) >= len(planted) + 1
    assert ("TREM" in result.output, "0912" in result.output) == (False, False)


def test_a_person_is_handed_out_erased_and_looked_for(site: Settings, monkeypatch: pytest.MonkeyPatch):
    portal = running(BY_NAME["portal"], site)
    with portal.database.writing(Act("operator:tests", now())) as session:
        actor = operations.add_account(session, "zoe.q", "correct horse", Role.AUDITOR, None, "Zoé Quiquaquoi").actor
    assert (
        json.loads(run(site, monkeypatch, "export", actor, "--reason", "request").output)["account"]["login"] == "zoe.q"
    )
    found = run(site, monkeypatch, "scan", "--text", "quiquaquoi")
    assert (found.exit_code, f"portal.account.name  {actor}" in found.output) == (1, True)
    assert run(site, monkeypatch, "erase", actor).exit_code == 2
    assert run(site, monkeypatch, "erase", actor, "--reason", "departure").exit_code == 0
    with portal.database.reading() as session:
        noted = [(one.way, one.about, one.reason) for one in accesses(session).items]
    portal.database.close()
    assert noted == [("reserve privacy erase", actor, "departure"), ("reserve privacy export", actor, "request")]
    assert run(site, monkeypatch, "scan", "--text", "quiquaquoi").exit_code == 0


def test_free_texts_are_drawn_by_lot_for_an_eye_and_it_is_noted(
    site: Settings, shipping: Running, monkeypatch: pytest.MonkeyPatch
):
    said = [f"L’élève Rosalie {number} pleurait" for number in range(3)]
    with shipping.database.writing(Act("u-1", now())) as session:
        session.add_all(Withdrawal(request=uuid4(), reason=reason) for reason in [*said, said[0]])
    shown = run(site, monkeypatch, "texts").output
    assert ([shown.count(one) for one in said], "shipping.withdrawal.reason" in shown) == ([1, 1, 1], True)
    fewer = run(site, monkeypatch, "texts", "--most", "1").output
    assert sum(fewer.count(one) for one in said) == 1
    portal = running(BY_NAME["portal"], site)
    with portal.database.reading() as session:
        noted = [(one.sees, one.way, one.found) for one in accesses(session).items]
    portal.database.close()
    assert noted[1] == ("texts", "reserve privacy texts", 3)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("TREM18050912", True),
        ("Élève TREM 1855 0912, salle 4", True),
        ("trem-0512-1899", True),
        ("TREM 9999 0912", False),
        ("ABCD18130912", False),
        ("SC02XL0GTJGH5 RA000000012 RC00000001X", False),
        ("0198c0de-beef-1205-0912-123456789012", False),
        ("Août 2020 1805", False),
    ],
)
def test_a_code_is_told_from_other_codes_by_its_date(said: str, found: bool):
    assert may_name_a_student(said) is found


def test_the_purge_tells_each_term_of_each_service(site: Settings, monkeypatch: pytest.MonkeyPatch):
    result = run(site, monkeypatch, "purge")
    assert result.exit_code == 0
    assert [one for one in ("supplier’s file", "Sessions", "driver", "Access log") if one not in result.output] == []


def test_verify_checks_the_access_log_of_each_service_too(site: Settings, monkeypatch: pytest.MonkeyPatch):
    portal = running(BY_NAME["portal"], site)
    for _ in range(2):
        with portal.database.writing(Act("u-1", now())) as session:
            access.note(session, Person("u-1", Role.AUDITOR), Sees.USERS, "GET /portal/users", None)
    run(site, monkeypatch, "scan")
    whole = CliRunner().invoke(verify)
    assert (whole.exit_code, "accesses in portal, the chain holds." in whole.output) == (0, True)
    with portal.database.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("DROP TRIGGER access_unchanged"))
        connection.execute(text("UPDATE access SET actor = 'u-2' WHERE position = 2"))
    portal.database.close()
    broken = CliRunner().invoke(verify)
    assert (broken.exit_code, "The access log of portal breaks at row 2." in broken.output) == (1, True)
