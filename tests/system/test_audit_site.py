"""`reserve audit` on a running reserve: nothing to say of a journey well played, and each broken rule named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from services.commands.accounts import kept_accounts
from services.commands.audit import audit
from services.commands.demo import PEOPLE, STATIONS
from services.intake.model.request import Request
from services.player.play import play
from services.player.speech import Speech
from services.shipping.model import device as shipping_device
from services.shipping.model.custody import MOVES, Custody
from services.warehouse.model.stock import NOTHING
from services.warehouse.operations import tally
from tests.servers.process import free_port
from tests.system.short_journey import NUMBER, Journey
from tests.system.site import Reserve, reserve
from tests.system.waiting import wait_until


def audited(folder: Path, port: int, *options: str, language: str = "en") -> Result:
    variables = {"RESERVE_VAR": str(folder), "RESERVE_PORT": str(port), "RESERVE_LANG": language}
    return CliRunner().invoke(audit, list(options), env=variables)


def test_the_demo_played_whole_leaves_nothing_to_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with reserve(tmp_path) as site:
        monkeypatch.setenv("RESERVE_VAR", str(tmp_path))
        accounts = kept_accounts(tmp_path / "demo", "demo", PEOPLE, STATIONS)
        play(site.settings.url, accounts, tmp_path / "demo", Speech("en", quiet=True))
        found = audited(tmp_path, site.settings.port)
        assert (found.exit_code, found.stderr) == (0, "")
        assert "40 devices: what the services say is what the log says." in found.stdout
        told = json.loads(audited(tmp_path, site.settings.port, "--json").stdout)
        assert (told["differences"], told["devices"]) == ([], 40)


def nothing(*_: Any) -> None:
    return None


def stock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "effect", lambda *_: NOTHING)


def intake_counts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Request, "count", nothing)


def boards_accept_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping_device, "MOVES", MOVES | {(Custody.AT_BOARD, Custody.AT_BOARD)})


def to_the_shelf(journey: Journey) -> None:
    journey.stock()


def to_the_board(journey: Journey) -> None:
    journey.stock(), journey.ask(), journey.send(), journey.accept()


def accepted_again(journey: Journey) -> None:
    to_the_board(journey)
    journey.accept()


@pytest.mark.parametrize(
    ("broken", "way", "sentence"),
    [
        (stock_stands_still, to_the_shelf, "Stock of laptop, on the shelf: 1 by the log, 0 by the warehouse."),
        (intake_counts_nothing, to_the_board, "(laptop), accepted: 1 by the log, 0 by intake."),
        (boards_accept_twice, accepted_again, f"Device HP {NUMBER} was accepted twice, the second time at entry "),
    ],
)
def test_a_rule_that_a_service_breaks_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[pytest.MonkeyPatch], None],
    way: Callable[[Journey], None],
    sentence: str,
) -> None:
    broken(monkeypatch)
    with reserve(tmp_path) as site:
        way(Journey(site))
        # What was done last may still be on its way to intake and the log when it is looked at first.
        found = wait_until(lambda: (told := audited(tmp_path, site.settings.port)) and sentence in told.stdout and told)
        assert (found.exit_code, found.exception.__class__) == (1, SystemExit)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with reserve(tmp_path_factory.mktemp("lived")) as site:
        to_the_board(Journey(site))
        yield site


def test_a_device_at_its_board_agrees_on_every_side(lived: Reserve) -> None:
    found = audited(lived.settings.var, lived.settings.port)
    assert (found.exit_code, found.stderr) == (0, "")


def test_a_difference_is_told_in_french_and_as_data(lived: Reserve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.audit.audit.PAUSE_S", 0.0)
    monkeypatch.setattr("services.audit.recount.COVERING", frozenset())
    found = audited(lived.settings.var, lived.settings.port, language="fr")
    assert (
        "Organisme scolaire 762000 (laptop), besoin non comblé\u00a0: 9 selon le journal, 8 selon l’accueil"
        in found.stdout
    )
    told = json.loads(audited(lived.settings.var, lived.settings.port, "--json").stdout)
    assert {(one["noun"], one["figure"], one["log"], one["said"]) for one in told["differences"]} == {
        ("board", "held", 0, 1),
        ("board", "unmet", 9, 8),
    }


@pytest.mark.parametrize(("language", "words"), [("en", "Is the site running?"), ("fr", "Le site est-il en marche")])
def test_a_site_that_does_not_answer_is_said_and_nothing_compared(lived: Reserve, language: str, words: str) -> None:
    found = audited(lived.settings.var, free_port(), language=language)
    assert (found.exit_code, found.stdout) == (2, "")
    assert words in found.stderr


def test_an_installation_that_is_not_set_up_cannot_be_compared(tmp_path: Path) -> None:
    found = audited(tmp_path, free_port())
    assert (found.exit_code, "reserve setup" in found.stderr) == (2, True)
