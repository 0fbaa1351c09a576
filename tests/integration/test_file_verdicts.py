"""Suppliers' files and the antivirus: nobody gets one that it did not look at, or in which it found something."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from services.__main__ import reserve
from services.chassis import run
from services.chassis.antivirus import Antivirus, AntivirusAway
from services.chassis.metering.meters import FILES_VETTED
from services.warehouse.model.notice_file import NoticeFile
from services.warehouse.service import SERVICE
from services.warehouse.vetting import vet_next
from tests.integration.databases import installation
from tests.integration.floor_site import HEAD, FloorSite
from tests.servers import clamd


@pytest.fixture(params=["like it", "ClamAV"])
def antivirus(request: pytest.FixtureRequest) -> Iterator[Antivirus]:
    if request.param == "ClamAV" and not clamd.installed():
        pytest.skip("ClamAV is not installed (Debian's package clamav-daemon)")
    start = clamd.real if request.param == "ClamAV" else clamd.like_it
    with start() as address:
        yield Antivirus(address)


@pytest.fixture
def site(tmp_path: Path, antivirus: Antivirus) -> Iterator[FloorSite]:
    settings = replace(installation(tmp_path, SERVICE), antivirus=antivirus.address)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield FloorSite(running)
    running.database.close()


def send(site: FloorSite, serial: str) -> Any:
    """Announce one device; the address of the file that is kept of it."""
    file = (io.BytesIO(f"{HEAD}\nC1,HP,9UZ86UT,{serial},".encode()), "avis.csv")
    form = {"supplier": "HP", "reference": "BL", "file": file, "idempotency_key": serial}
    assert site.send("/deliveries/announce", **form).status_code == 303
    return site.call("GET", "/notice-files")[1]["items"][0]


def counted(outcome: str) -> float:
    return float(FILES_VETTED.labels("warehouse", outcome)._value.get())


@pytest.mark.databases("sqlite", "postgresql")
def test_a_file_is_handed_out_once_the_antivirus_has_nothing_against_it(site: FloorSite, antivirus: Antivirus) -> None:
    before = [counted(outcome) for outcome in ("clean", "infected")]
    good, bad = send(site, "5CD0000001"), send(site, clamd.MARK.decode())
    database = site.running.database
    for one in (good, bad):
        status, refused = site.call("GET", f"/notice-files/{one['id']}")
        assert (status, refused["code"]) == (409, "notice_file.withheld")
        page = site.page(f"/notice-files/{one['id']}")
        assert ("attend l’antivirus" in page, "/download" in page) == (True, False)
    assert [vet_next(database, antivirus) for _ in range(3)] == [True, True, False]

    assert "/download" in site.page(f"/notice-files/{good['id']}")
    status, refused = site.call("GET", f"/notice-files/{bad['id']}")
    assert (status, refused["code"]) == (409, "notice_file.withheld")
    assert clamd.NAME in refused["detail"]
    page = site.page(f"/notice-files/{bad['id']}")
    assert (clamd.NAME in page, 'role="alert"' in page, "/download" in page) == (True, True, False)
    assert site.page("/notice-files").count("mis à part") == 1
    told = {one["id"]: (one["verdict"], one["threat"] is None) for one in site.call("GET", "/notice-files")[1]["items"]}
    assert told == {good["id"]: ("clean", True), bad["id"]: ("infected", False)}
    assert [counted(outcome) for outcome in ("clean", "infected")] == [before[0] + 1, before[1] + 1]
    with database.reading() as session:
        # It is kept apart, not thrown away: whoever looks into it has its bytes.
        assert all(session.scalars(select(NoticeFile.packed)).all())


def test_what_the_antivirus_says_is_understood_and_no_answer_is_no_good_one(antivirus: Antivirus) -> None:
    assert antivirus.answers()
    assert clamd.NAME in (antivirus.threat(clamd.EICAR) or "")
    assert antivirus.threat(b"") is None
    assert antivirus.threat(b"x" * 200_000) is None
    gone = Antivirus("tcp://127.0.0.1:9")
    assert not gone.answers()
    with pytest.raises(AntivirusAway):
        gone.threat(b"x")


def test_health_tells_of_an_antivirus_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RESERVE_VAR", str(tmp_path))
    monkeypatch.setenv("RESERVE_ANTIVIRUS", "tcp://127.0.0.1:9")
    told = CliRunner().invoke(reserve, ["health", "--ready"]).output
    assert "tcp://127.0.0.1:9" in told
