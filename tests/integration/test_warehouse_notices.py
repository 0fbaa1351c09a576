"""Suppliers' files with faults: refused whole or taken in part, reported in the reader's language, always kept."""

import hashlib
import io
import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from services.chassis import run
from services.chassis.run import Running
from services.chassis.tables import outbox
from services.commands.supply import bring
from services.contracts.roles import Person, Role
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.notice_file import NoticeFile
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.toy import sent_by
from tests.system.waiting import AT_ONCE_S

API = "/warehouse/api/v1"
HEAD = "carton,maker,model,serial,asset_tag"
GOOD = ["C1,HP,9UZ86UT,5CD0000001,", "C1,HP,9UZ86UT,5CD0000002,"]
BAD = "C1,HP,NOPE,5CD0000003,"


def a_file(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


@pytest.fixture
def warehouse(tmp_path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield running
    running.database.close()


class Supplier:
    """A clerk who sends suppliers' files, and reads what became of them."""

    def __init__(self, warehouse: Running, actor: str = "u1") -> None:
        self.client = warehouse.application().test_client()
        token = run.keys(warehouse.settings).sign(Person(actor, Role.WAREHOUSE, csrf="c"))
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, body: bytes, *, english: bool = False, key: str | None = None, **fields: str) -> Any:
        form = {"supplier": "HP", "reference": "BL", "file": FileStorage(io.BytesIO(body), "avis.csv"), **fields}
        # The test client itself would leave a large body's temporary file open.
        boundary, encoded = encode_multipart(form)
        kind = f"multipart/form-data; boundary={boundary}"
        spoken = {"Accept-Language": "en"} if english else {}
        headers = self.headers | spoken | {"Idempotency-Key": key or str(uuid4())}
        return self.client.post(f"{API}/deliveries", data=encoded, content_type=kind, headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(API + path, headers=self.headers)

    def files(self) -> list[dict[str, Any]]:
        return list(self.get("/notice-files").json["items"])


@pytest.fixture
def supplier(warehouse: Running) -> Supplier:
    return Supplier(warehouse)


def kept(warehouse: Running) -> tuple[int, int]:
    """How many devices are known, and how many events were told."""
    with warehouse.database.reading() as session:
        devices = session.scalar(select(func.count()).select_from(Device))
        return devices or 0, session.scalar(select(func.count()).select_from(outbox)) or 0


def test_a_refused_file_is_kept_byte_for_byte_and_nothing_else_of_it(warehouse: Running, supplier: Supplier):
    body = a_file(*GOOD, BAD)
    assert supplier.send(body).status_code == 422
    assert kept(warehouse) == (0, 0)
    (file,) = supplier.files()
    assert (file["name"], file["outcome"], file["rows"], file["faults"]) == ("avis.csv", "refused", 2, 1)
    assert (file["sent_by"], file["size"], file["delivery_id"]) == ("u1", len(body), None)
    assert file["sha256"] == hashlib.sha256(body).hexdigest()
    saved = supplier.get(f"/notice-files/{file['id']}")
    assert saved.data == body
    assert saved.headers["Content-Disposition"] == "attachment; filename=avis.csv"
    assert (saved.mimetype, saved.headers["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    report = supplier.get(f"/notice-files/{file['id']}/report").json
    assert [(one["pointer"], one["code"]) for one in report["errors"]] == [("line 4, model", "asn.model")]
    assert report["errors"][0]["detail"] == "Ce modèle est inconnu\xa0: donnez le numéro de pièce du fabricant."


def test_the_good_rows_are_kept_where_the_caller_says_so_and_the_faults_told(warehouse: Running, supplier: Supplier):
    answer = supplier.send(a_file(*GOOD, BAD, GOOD[0]), accept_good_rows="true")
    assert (answer.status_code, answer.json["devices"]) == (201, 2)
    assert answer.json["announced"] == [{"type": "laptop", "quantity": 2}]
    notice = answer.json["notice"]
    assert (notice["outcome"], notice["rows"], notice["faults"]) == ("partly_accepted", 2, 2)
    assert [one["pointer"] for one in notice["errors"]] == ["line 4, model", "line 5, serial"]
    assert notice["delivery_id"] == answer.json["id"]
    assert kept(warehouse) == (2, 1)
    assert supplier.get(f"/deliveries/{answer.json['id']}").json["announced"] == 2


def test_what_is_known_already_is_left_out_where_good_rows_are_accepted(warehouse: Running, supplier: Supplier):
    supplier.send(a_file(GOOD[0]))
    answer = supplier.send(a_file(*GOOD), accept_good_rows="true")
    assert (answer.json["devices"], answer.json["notice"]["errors"][0]["code"]) == (1, "asn.serial_known")
    assert kept(warehouse)[0] == 2


def test_a_file_without_one_good_row_is_refused_and_kept_all_the_same(warehouse: Running, supplier: Supplier):
    supplier.send(a_file(GOOD[0]))
    for body in (a_file(BAD), a_file(GOOD[0]), b"\xff\xfe", b""):
        assert supplier.send(body, accept_good_rows="true").status_code == 422
    assert kept(warehouse) == (1, 1)
    assert [one["outcome"] for one in supplier.files()] == ["refused"] * 4 + ["accepted"]


@pytest.mark.parametrize(
    "body",
    [
        b"student,code\nX,ABCD12345678\n",
        b"not a notice",
        b"\xff\xfe",
        a_file(*GOOD, "C1,HP,9UZ86UT,abcd 1234-5678,"),
        a_file(*GOOD, "ABCD12345678,HP,9UZ86UT,5CD0000003,"),
    ],
    ids=["students", "text", "bytes", "bad-row", "good-row"],
)
def test_the_bytes_are_not_kept_of_what_is_no_notice_or_may_name_a_student(
    warehouse: Running, supplier: Supplier, body: bytes
):
    supplier.send(body, accept_good_rows="true")
    (file,) = supplier.files()
    assert (file["has_content"], file["size"], file["sha256"]) == (False, len(body), hashlib.sha256(body).hexdigest())
    refused = supplier.get(f"/notice-files/{file['id']}")
    assert (refused.status_code, refused.json["code"]) == (404, "notice_file.not_kept")
    report = supplier.get(f"/notice-files/{file['id']}/report")
    assert len(report.json["errors"]) == file["faults"]
    assert b"12345678" not in report.data
    with warehouse.database.reading() as session:
        assert session.scalars(select(NoticeFile.packed)).all() == [None]
    browser = warehouse.application().test_client()
    browser.set_cookie("reserve_token", run.keys(warehouse.settings).sign(Person("u1", Role.WAREHOUSE)))
    page = browser.get(f"/warehouse/notice-files/{file['id']}").text
    assert ("n’est pas gardé" in page, "/download" in page) == (True, False)
    assert browser.get(f"/warehouse/notice-files/{file['id']}/download").status_code == 404


def test_a_refused_file_is_kept_once_for_each_who_sends_it_with_what_was_wrong_last(
    warehouse: Running, supplier: Supplier
):
    body = a_file(*GOOD, BAD)
    for _ in range(3):
        assert supplier.send(body, key="same").status_code == 422
    (file,) = supplier.files()
    assert (file["rows"], file["faults"]) == (2, 1)
    supplier.send(a_file(GOOD[0]))
    supplier.send(body)
    again = supplier.files()[-1]
    assert (again["id"], again["rows"], again["faults"]) == (file["id"], 1, 2)
    Supplier(warehouse, "u2").send(body)
    assert sorted(one["sent_by"] for one in supplier.files() if one["outcome"] == "refused") == ["u1", "u2"]
    assert supplier.send(body, accept_good_rows="true").status_code == 201
    assert [one["outcome"] for one in supplier.files()].count("refused") == 2


def test_a_corrected_file_is_taken_after_its_refusal_and_a_repeated_one_is_kept_once(supplier: Supplier):
    assert supplier.send(a_file(BAD), key="k").status_code == 422
    assert [supplier.send(a_file(*GOOD), key="k").status_code for _ in range(2)] == [201, 201]
    assert [one["outcome"] for one in supplier.files()] == ["accepted", "refused"]


def test_a_field_of_a_megabyte_is_named_at_once(supplier: Supplier):
    began = time.monotonic()
    answer = supplier.send(a_file(GOOD[0], f"C1,HP,9UZ86UT,{'A' * 1_000_000},"))
    assert time.monotonic() - began < AT_ONCE_S
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json["errors"]] == [("line 3, serial", "asn.too_long")]
    assert len(answer.data) < 2_000


def test_a_header_of_a_megabyte_is_no_notice_at_once(supplier: Supplier):
    began = time.monotonic()
    answer = supplier.send(",".join(["serial"] * 150_000).encode() + b"\nx\n")
    assert time.monotonic() - began < AT_ONCE_S
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json["errors"]] == [("line 1, -", "asn.columns")]


def test_good_and_broken_rows_together_are_what_a_file_has_too_many_of(supplier: Supplier):
    began = time.monotonic()
    answer = supplier.send(a_file(*[GOOD[0], '"a"b'] * 21_000))
    assert time.monotonic() - began < AT_ONCE_S
    assert (answer.status_code, answer.json["detail"]) == (
        422,
        "Ce fichier a plus de 40000 lignes\xa0: divisez-le.",
    )
    assert "errors" not in answer.json
    assert supplier.files()[0]["faults"] == 0


@pytest.mark.parametrize(
    ("rows", "code", "french", "english"),
    [
        (["C1,HP,9UZ86UT,,"], "asn.serial", "Un numéro de série compte", "A serial has"),
        ([GOOD[0], GOOD[0]], "asn.serial_twice", "deux fois", "twice"),
        (["C1,HP,9UZ86UT,5CD0000001,,x"], "asn.columns", "plus de champs", "more fields"),
        (['C1,HP,9UZ86UT,"5CD'], "asn.quotes", "guillemets", "quotes"),
        (["C1,HP,9UZ86UT,5CD\0000001,"], "asn.control", "n’a pas sa place", "does not belong"),
        (["C" * 300 + ",HP,9UZ86UT,5CD0000001,"], "asn.too_long", "plus de 200 caractères", "more than 200 characters"),
    ],
)
def test_a_rule_is_said_in_the_readers_language(
    supplier: Supplier, rows: list[str], code: str, french: str, english: str
):
    for is_english, words in ((False, french), (True, english)):
        (error,) = supplier.send(a_file(*rows), english=is_english).json["errors"]
        assert error["code"] == code
        assert words in error["detail"]


def test_what_stands_in_a_bad_file_is_never_echoed(supplier: Supplier):
    answer = supplier.send(a_file("<script>,ABCD12345678,ABCD12345678,ABCD 12345678,ABCD12345678,ABCD12345678"))
    assert answer.status_code == 422
    assert "ABCD" not in answer.text
    assert "script" not in answer.text


def test_a_file_that_is_not_there_is_not_found(supplier: Supplier):
    assert supplier.get(f"/notice-files/{uuid4()}").json["code"] == "notice_file.unknown"
    assert supplier.get(f"/notice-files/{uuid4()}/report").status_code == 404


def test_the_page_keeps_good_rows_shows_the_faults_and_gives_the_file(warehouse: Running, supplier: Supplier):
    browser = warehouse.application().test_client()
    token = run.keys(warehouse.settings).sign(Person("u1", Role.WAREHOUSE, csrf="c"))
    browser.set_cookie("reserve_token", token)
    form = {"csrf": "c", "supplier": "<b>HP</b>", "reference": "BL", "idempotency_key": "k"}

    def announce(**more: str) -> Any:
        file = (io.BytesIO(a_file(*GOOD, BAD)), "avis.csv")
        return browser.post("/warehouse/deliveries/announce", data={**form, **more, "file": file})

    refused = announce()
    assert refused.status_code == 422
    assert "refusé, rien n’en est gardé" in refused.text, "the file stands in the list of the same page"
    taken = announce(accept_good_rows="on")
    assert taken.status_code == 303
    page = browser.get(taken.headers["Location"]).text
    assert "1 anomalie dans le fichier du fournisseur" in page
    assert "&lt;b&gt;HP&lt;/b&gt;" in page
    file = supplier.files()[0]["id"]
    assert f"/warehouse/notice-files/{file}" in page
    told = browser.get(f"/warehouse/notice-files/{file}").text
    assert "ligne 4, modèle" in told
    assert "line 4, model" in browser.get(f"/warehouse/notice-files/{file}?lang=en").text
    assert browser.get("/warehouse/notice-files").text.count("avis.csv") == 2
    saved = browser.get(f"/warehouse/notice-files/{file}/download")
    assert (saved.data, saved.headers["Content-Disposition"]) == (
        a_file(*GOOD, BAD),
        "attachment; filename=avis.csv",
    )
    assert browser.get("/warehouse/notice-files?cursor=zzz").status_code == 422


def test_the_command_takes_good_rows_and_keeps_refused_files(warehouse: Running, monkeypatch, tmp_path):
    monkeypatch.setenv("RESERVE_VAR", str(warehouse.settings.var))
    monkeypatch.setenv("RESERVE_DATABASE", warehouse.settings.database)
    monkeypatch.setenv("RESERVE_LANG", "en")
    path = tmp_path / "bon.csv"
    path.write_bytes(a_file(*GOOD, BAD))
    asked = ["asn", str(path), "--supplier", "HP", "--reference", "BL", "--expected-on", "2026-09-03"]
    refused = CliRunner().invoke(bring, asked)
    assert refused.exit_code == 1
    assert "1 fault(s) in this file" in str(refused.exception)
    taken = CliRunner().invoke(bring, [*asked, "--accept-good-rows"])
    assert taken.exit_code == 0, taken.output
    assert taken.stdout == "Delivery L000001 is announced.\n"
    assert "line 4, model: This model is not known" in taken.stderr
    with warehouse.database.reading() as session:
        assert sorted(session.scalars(select(NoticeFile.outcome))) == ["partly_accepted", "refused"]
        assert session.scalars(select(Delivery.expected_on)).all() == [date(2026, 9, 3)]


@pytest.mark.parametrize("faults", [False, True])
def test_five_rows_or_fifteen_thousand_take_the_same_sent_by(warehouse: Running, supplier: Supplier, faults: bool):
    counts = []
    for size in (5, 15_000):
        rows = [f"C{n // 10},HP,9UZ86UT,{size:05d}X{n:05d}," for n in range(size)]
        body = a_file(*rows, *[BAD] * (size if faults else 0))
        answers: list[Any] = []
        counts.append(
            sent_by(
                warehouse.database,
                lambda body=body, into=answers: into.append(supplier.send(body, accept_good_rows="true")),
            )
        )
        assert (answers[0].status_code, answers[0].json["devices"]) == (201, size)
    assert counts[0] == counts[1]
