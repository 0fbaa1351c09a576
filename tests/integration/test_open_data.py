"""The public page and the open data: for anybody, once a day, made again from the log byte for byte."""

import csv
import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import event as sql
from sqlalchemy import select

from services.chassis import migrate
from services.chassis.act import Act
from services.chassis.database import Database
from services.chassis.run import Running
from services.chassis.sheet.writing import FORMULA
from services.commands.open_data import open_data
from services.portal.model.dataset import DATASETS
from services.portal.model.publication import Publication
from services.portal.open_file import Kind, dataset_file
from services.portal.operations.publication import latest, made_again, publish, publish_daily
from services.portal.publishing import keep_publishing
from services.portal.service import SERVICE
from tests.integration.portal_story import BOARD, OTHER, START, Story, hear
from tests.integration.timed import Teller

pytestmark = pytest.mark.databases("sqlite", "postgresql")

API = "/portal/api/v1/open-data"


def publish_now(portal: Running, hours: float = 400) -> Publication:
    at = START + timedelta(hours=hours)
    with portal.database.writing(Act("service:portal", at)) as session:
        publish(session, at)
    with portal.database.reading() as session:
        told = latest(session)
        assert told is not None
        session.expunge(told)
        return told


@pytest.fixture
def anybody(portal: Running) -> FlaskClient:
    return portal.application().test_client()


@pytest.fixture
def told(portal: Running) -> Running:
    """Nine devices at one board and twelve at another, two of each in use; six requests delivered and one waiting."""
    for story in (Story(9), Story(12, OTHER)):
        hear(portal, story.whole())
    teller = Teller()
    for _ in range(6):
        teller.request(0, 10, 30, 70)
    teller.request(0, 20)
    hear(portal, teller.told)
    return portal


def rows(anybody: FlaskClient, name: str) -> list[dict[str, str]]:
    answer = anybody.get(f"{API}/{name}.csv")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_before_the_first_publication_the_page_says_so_and_the_files_are_not_there(anybody: FlaskClient):
    assert "Rien n’est encore publié" in anybody.get("/portal/public").text
    assert anybody.get(API).status_code == 404
    assert anybody.get(f"{API}/devices.csv").json["code"] == "publication.none"


def test_anybody_reads_what_is_published_without_a_small_number(told: Running, anybody: FlaskClient):
    publish_now(told)
    counted = {(row["board"], row["fate"]): row["devices"] for row in rows(anybody, "devices")}
    # One is at its school and one on loan; the others are configured, and may be told where they are many enough.
    assert counted[BOARD, "at_board"] == "7"
    assert counted[OTHER, "at_board"] == "10"
    assert counted[BOARD, "in_use"] == counted[OTHER, "in_use"] == ""
    assert not any(
        row["devices"] in set("1234") for name in ("devices", "devices-in-all") for row in rows(anybody, name)
    )
    page = anybody.get("/portal/public").text
    assert "non publié : petit nombre" in page
    assert "Public figures" in anybody.get("/portal/public?lang=en").text


def test_the_times_are_told_where_five_deliveries_were(told: Running, anybody: FlaskClient):
    publish_now(told)
    road = next(row for row in rows(anybody, "delivery-times") if row["requests"] == "7")
    assert (road["zone"], road["median_h"], road["within_target"]) == ("road", "70.0", "7")
    few = [row for row in rows(anybody, "delivery-times") if int(row["requests"]) < 5]
    assert few
    assert all(row["mean_h"] == row["within_target"] == "" for row in few)


def test_the_catalogue_names_every_file_and_the_dictionary_every_column_in_both_languages(
    told: Running, anybody: FlaskClient
):
    publish_now(told)
    catalogue = anybody.get(API).json
    for one in catalogue["datasets"]:
        body = anybody.get(one["files"]["json"]).json
        assert (body["log_position"], body["log_head"]) == (catalogue["position"], catalogue["head"])
        assert all(len(row) == len(body["columns"]) for row in body["rows"])
        assert anybody.get(one["files"]["csv"]).text.splitlines()[0] == ",".join(body["columns"])
    described = anybody.get(catalogue["dictionary"]["json"]).json["datasets"]
    assert {(one["name"], column["name"]) for one in described for column in one["columns"]} == {
        (dataset.name, column.name) for dataset in DATASETS for column in dataset.columns
    }
    assert all(column["says"]["fr"] != column["says"]["en"] for one in described for column in one["columns"])
    entries = csv.DictReader(io.StringIO(anybody.get(catalogue["dictionary"]["csv"]).text, newline=""))
    assert {"fr", "en"} < set(next(entries))


def test_no_cell_of_the_open_data_is_a_formula_or_a_small_number(told: Running, anybody: FlaskClient):
    publish_now(told)
    for one in DATASETS:
        for row in rows(anybody, one.name):
            assert not any(cell.startswith(FORMULA) for cell in row.values())
            assert not any(row[name] in set("1234") for name in one.may_be_empty if name in {"devices", "requests"})


def test_a_file_is_the_same_bytes_whoever_asks_and_when(told: Running, anybody: FlaskClient):
    published = publish_now(told)
    for one in DATASETS:
        for kind in Kind:
            fetched = {anybody.get(f"{API}/{one.name}.{kind}").data for _ in range(2)}
            assert fetched == {dataset_file(published, one, kind)}


@pytest.mark.parametrize("path", ["students.csv", "devices.xlsx", "dictionary.txt"])
def test_what_is_not_published_is_not_found_or_refused(told: Running, anybody: FlaskClient, path: str):
    publish_now(told)
    assert anybody.get(f"{API}/{path}").status_code in (404, 422)


def test_a_day_is_published_once_and_the_next_day_again(told: Running):
    def daily(hours: float) -> bool:
        at = START + timedelta(hours=hours)
        with told.database.writing(Act("service:portal", at)) as session:
            return publish_daily(session, at) is not None

    assert [daily(hours) for hours in (0, 1, 10, 24, 25)] == [True, False, False, True, False]


def test_the_log_gives_the_same_bytes_again_in_whatever_runs_it_is_read(told: Running, tmp_path: Path):
    published = publish_now(told)
    hear(told, Story(2, OTHER).told)
    empty = Database(f"sqlite:///{tmp_path}/again.sqlite")
    migrate.upgrade(empty, SERVICE)
    with told.database.reading() as log:
        assert made_again(log, empty, published.position) == published.body
    empty.close()


def test_a_log_that_was_cut_off_at_its_end_gives_nothing_again(told: Running, tmp_path: Path):
    published = publish_now(told)
    empty = Database(f"sqlite:///{tmp_path}/again.sqlite")
    migrate.upgrade(empty, SERVICE)
    with told.database.reading() as log, pytest.raises(LookupError):
        made_again(log, empty, published.position + 1)
    empty.close()


def test_the_page_costs_two_statements_and_a_file_one_whatever_is_published(told: Running, anybody: FlaskClient):
    publish_now(told)
    run: list[str] = []
    sql.listen(told.database.engine, "before_cursor_execute", lambda *arguments: run.append(arguments[2]))
    for path in ("/portal/public", API, f"{API}/devices.csv", f"{API}/requests.json"):
        run.clear()
        assert anybody.get(path).status_code == 200
        # The page tells the last signed head too.
        assert len([one for one in run if one != "BEGIN"]) == (2 if path == "/portal/public" else 1), (path, run)


def test_an_operator_publishes_saves_the_files_and_checks_them_against_the_log(told: Running, tmp_path: Path):
    where = {"RESERVE_VAR": str(told.settings.var), "RESERVE_DATABASE": told.settings.database, "RESERVE_LANG": "en"}
    none = CliRunner().invoke(open_data, [], env=where)
    assert (none.exit_code, "Nothing is published yet" in none.output) == (1, True)
    saved = CliRunner().invoke(open_data, ["--publish", "--check", str(tmp_path / "files")], env=where)
    assert saved.exit_code == 0, saved.output
    assert "the same figures again" in saved.output
    assert len(list((tmp_path / "files").iterdir())) == 2 * len(DATASETS)
    with told.database.writing(Act("service:portal", START)) as session:
        session.connection().exec_driver_sql("UPDATE device SET state = 'lost' WHERE state = 'configured'")
    falsified = CliRunner().invoke(open_data, ["--publish", "--check"], env=where)
    assert (falsified.exit_code, "other figures" in falsified.output) == (1, True)


class Once(threading.Event):
    """Told to stop as soon as its job has nothing more to do for now."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return super().wait(timeout)


def test_the_workers_job_publishes_the_day_once_however_often_it_looks(told: Running):
    for _ in range(2):
        keep_publishing(told.database, told.settings, Once())
    with told.database.reading() as session:
        assert [one.number for one in session.scalars(select(Publication))] == [1]
