"""Suppliers' long files: taken at once, read by a worker who tells how far it is, kept once whoever dies on the way."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from services.chassis import run
from services.chassis.act import Act, now
from services.warehouse.announcing import announce_next
from services.warehouse.model import notice_reading
from services.warehouse.model.asn import read_notice
from services.warehouse.model.device import Device
from services.warehouse.model.notice_reading import MOST_TRIES, SILENT, NoticeReading, ReadingStep, Sent
from services.warehouse.operations.notice_reading import Begun, begin_reading, keep_read, queue_notice, tell_reading
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.floor_site import HEAD, FloorSite
from tests.integration.toy import sent_by

pytestmark = pytest.mark.databases("sqlite", "postgresql")

BAD = "C1,HP,NOPE,5CD9999999,"


def a_file(prefix: str, good: int, *more: str) -> bytes:
    rows = [f"C{number // 10},HP,9UZ86UT,{prefix}{number:07d}," for number in range(good)]
    return "\n".join([HEAD, *rows, *more]).encode()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database_kind: str) -> Iterator[FloorSite]:
    folder: Path = tmp_path_factory.mktemp("readings")
    settings = installation(folder, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield FloorSite(running)
    running.database.close()


def send(site: FloorSite, content: bytes, key: str, **fields: str) -> Any:
    file = (BytesIO(content), "avis.csv")
    form = {"supplier": "HP", "reference": "BL", "file": file, "idempotency_key": key, **fields}
    return site.send("/deliveries/announce", **form)


def progress(site: FloorSite, address: str) -> Any:
    return site.call("GET", f"/notices/{address.rsplit('/', 1)[1]}")[1]


def known(site: FloorSite, prefix: str) -> int:
    with site.running.database.reading() as session:
        counted = select(func.count()).select_from(Device).where(Device.serial.startswith(prefix))
        return session.scalar(counted) or 0


def begun(site: FloorSite, content: bytes) -> Begun:
    """A file that a reader has begun, who says nothing more."""
    with site.running.database.writing(Act("w1", now())) as session:
        queue_notice(session, Sent("HP", "BL", content))
        found = begin_reading(session)
    assert found is not None
    return found


def silent(site: FloorSite) -> None:
    """As long later as a reader may say nothing."""
    with site.running.database.writing(Act("w1", now())) as session:
        session.execute(update(NoticeReading).values(told_at=now() - 2 * SILENT))


def test_a_long_file_is_taken_at_once_read_once_and_reported(site: FloorSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_reading, "LONG_TEXT", 100)
    content = a_file("5CD1", 30, BAD)
    sent = send(site, content, "k1", accept_good_rows="on")
    assert (sent.status_code, known(site, "5CD1")) == (303, 0)
    address = sent.headers["Location"]
    assert send(site, content, "k1", accept_good_rows="on").headers["Location"] == address, "sent twice, taken once"
    assert "attend d’être lu" in site.page(address.removeprefix("/warehouse"))
    assert site.page("/deliveries").count(address) == 1, "whoever closed the page finds it again"
    assert announce_next(site.running.database)
    assert not announce_next(site.running.database)
    told = progress(site, address)
    assert (told["step"], told["kept"], told["faults"], told["told"]) == ("ended", "30", "1", "31 of 31 rows read")
    assert known(site, "5CD1") == 30
    ended = site.client.get(address, headers={"Cookie": site.cookie})
    assert ended.headers["Location"] == f"/warehouse/notice-files/{told['file_id']}"
    report = site.page(f"/notice-files/{told['file_id']}")
    assert "ligne 32, modèle" in report
    assert f"/warehouse/deliveries/{told['delivery_id']}" in report
    assert address not in site.page("/deliveries")
    with site.running.database.reading() as session:
        assert session.scalars(select(NoticeReading.packed)).all() == [None], "its bytes are kept in one place"


def test_of_a_refused_long_file_nothing_is_kept_but_its_report(site: FloorSite) -> None:
    found = begun(site, a_file("5CD2", 3, BAD))
    silent(site)
    assert announce_next(site.running.database)
    told = progress(site, f"/{found.key}")
    assert (told["step"], told["kept"], told["faults"], told["delivery_id"]) == ("ended", "0", "1", None)
    assert known(site, "5CD2") == 0
    report = site.call("GET", f"/notice-files/{told['file_id']}/report")[1]
    assert [(one["pointer"], one["code"]) for one in report["errors"]] == [("line 5, model", "asn.model")]


def test_a_file_whose_reader_died_is_read_anew_and_kept_once(site: FloorSite) -> None:
    content = a_file("5CD3", 3)
    first = begun(site, content)
    with site.running.database.writing(Act("w1", now())) as session:
        tell_reading(session, first.key, ReadingStep.READING, 2, 3)
    assert (progress(site, f"/{first.key}")["told"], announce_next(site.running.database)) == (
        "2 of 3 rows read",
        False,
    )
    silent(site)
    assert announce_next(site.running.database)
    # It was not dead but slow.
    with site.running.database.writing(Act("w1", now())) as session:
        keep_read(session, first, read_notice(content))
        tell_reading(session, first.key, ReadingStep.READING, 3, 3)
    assert (progress(site, f"/{first.key}")["step"], known(site, "5CD3")) == ("ended", 3)


def test_a_file_that_its_readers_die_of_is_given_up_and_says_so(site: FloorSite) -> None:
    found = begun(site, a_file("5CD4", 1))
    for _ in range(MOST_TRIES):
        silent(site)
        with site.running.database.writing(Act("w1", now())) as session:
            begin_reading(session)
    assert progress(site, f"/{found.key}")["step"] == "failed"
    assert "n’a pu être lu, par notre faute" in site.page(f"/notices/{found.key}")
    assert not announce_next(site.running.database)


def test_a_reading_takes_as_many_statements_for_200_rows_as_for_5(site: FloorSite) -> None:
    sent = []
    for count in (5, 200):
        with site.running.database.writing(Act("w1", now())) as session:
            queue_notice(session, Sent("HP", "BL", a_file(f"5CE{count:03d}", count)))
        sent.append(sent_by(site.running.database, lambda: announce_next(site.running.database)))
    assert sent[0] == sent[1]
