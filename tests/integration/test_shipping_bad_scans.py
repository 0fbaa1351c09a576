"""Bad scans at a board: each refused in one sentence that says what to do, in both languages, neighbours unharmed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.chassis.act import now
from services.contracts.roles import Role
from services.shipping.scans import ACTIONS
from tests.integration.shipping_site import BOARD, OTHER, Site, one_scan, opened, packed, some

GOOD, MINE, THEIRS = "C02XL0GTJGH5", "C02XL0GTJGH6", "C02XL0GTJGH7"
GIVEN = {
    "damage": {"reason": "Fendu"},
    "set_aside": {"reason": "Pile gonflée"},
    "hand_over": {"school": "762217"},
    "send_back": {"reason": "Surplus"},
    "lend": {"school": "762218"},
    "lost": {"reason": "Introuvable"},
    "stolen": {"reason": "Vol"},
    "undo": {"reason": "Erreur"},
}
# From a device that is on its way, everything but its receipt is a wrong step; a slip is no device.
WRONG = sorted(set(ACTIONS) - {"accept", "damage", "sign"})


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def scanned(site: Site, scans: list[Any], language: str = "en", **sent: Any) -> Any:
    body = {"sent": now().isoformat(), "scans": scans} | sent
    return site.call(Role.STATION, "POST", "/scans", BOARD, json=body, headers={"Accept-Language": language})


def one_bad_among_good(site: Site, bad: Any) -> Any:
    """The bad scan's answer; its neighbours before and behind are done."""
    site.sent([packed(GOOD), packed("C02XL0GTJGH8")])
    scans = [one_scan("accept", GOOD), bad, one_scan("accept", "C02XL0GTJGH8")]
    answer = scanned(site, scans)
    assert answer.status_code == 200, answer.text
    before, refused, behind = answer.json["results"]
    assert (before["outcome"], behind["outcome"]) == ("done", "done")
    assert refused["outcome"] == "refused"
    return refused


def say_in(site: Site, language: str, scan: Any) -> str:
    (result,) = scanned(site, [scan | {"id": one_scan("x", "x")["id"]}], language).json["results"]
    return str(result["say"])


def is_helpful(site: Site, scan: Any) -> bool:
    """Said in both languages, each its own, whole, with what is to be done in it."""
    english, french = say_in(site, "en", scan), say_in(site, "fr", scan)
    return english != french and all(len(one) > 20 and one.rstrip().endswith(".") for one in (english, french))


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - {"accept"}))
def test_an_unknown_code_is_refused_and_spoils_no_neighbour(site: Site, action: str) -> None:
    bad = one_scan(action, "5CG0000000", **GIVEN.get(action, {}))
    assert one_bad_among_good(site, bad)["problem"]["code"] == "code.unknown"
    assert is_helpful(site, bad)


@pytest.mark.parametrize("action", WRONG)
def test_a_wrong_step_is_refused_and_leaves_the_device(site: Site, action: str) -> None:
    site.sent([packed(MINE)])
    bad = one_scan(action, MINE, **GIVEN.get(action, {}))
    refused = one_bad_among_good(site, bad)
    assert refused["problem"]["status"] == 409
    assert site.get("/devices?state=in_transit")["items"][0]["serial"] == MINE
    assert is_helpful(site, bad)


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_another_boards_device_is_answered_exactly_like_an_unknown_one(site: Site, action: str) -> None:
    site.sent([packed(THEIRS)], board=OTHER)
    given = GIVEN.get(action, {})
    foreign, unknown = (
        scanned(site, [one_scan(action, code, **given)]).json["results"][0] for code in (THEIRS, "C02XL0000000")
    )
    # What was taken is each label's own text.
    taken = [one.pop("took") for one in (foreign, unknown)]
    assert [one and (one["text"], one["kind"]) for one in taken] in (
        [None, None],
        [(THEIRS, "serial"), ("C02XL0000000", "serial")],
        [(THEIRS, "unknown"), ("C02XL0000000", "unknown")],
    )
    assert {**foreign, "id": ""} == {**unknown, "id": ""}
    assert foreign["outcome"] == "refused"


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_another_boards_carton_is_answered_exactly_like_an_unknown_one(site: Site, action: str) -> None:
    code = site.get(site.sent(some(1), board=OTHER), board=OTHER)["cartons"][0]["code"]
    site.sent([packed(MINE)])
    given = GIVEN.get(action, {})
    foreign, unknown = (
        scanned(site, [one_scan(action, text, **given)]).json["results"][0] for text in (code, "000000000000000017")
    )
    assert {**foreign, "id": ""} == {**unknown, "id": ""}
    assert foreign["problem"]["code"] == "code.unknown"


def test_a_wrong_clock_refuses_all_and_changes_nothing(site: Site) -> None:
    site.sent([packed(GOOD)])
    before = len(site.told())
    late = (now() - timedelta(minutes=6)).isoformat()
    answers = [scanned(site, [one_scan("accept", GOOD)], language, sent=late) for language in ("en", "fr")]
    assert [one.status_code for one in answers] == [422, 422]
    assert [one.json["code"] for one in answers] == ["clock.fault"] * 2
    assert answers[0].json["detail"] != answers[1].json["detail"]
    assert len(site.told()) == before


def test_a_scan_from_the_future_is_refused_alone(site: Site) -> None:
    refused = one_bad_among_good(site, one_scan("accept", GOOD, at=now() + timedelta(minutes=10)))
    assert refused["problem"]["code"] == "clock.fault"


@pytest.mark.parametrize("action", ["damage", "send_back", "lost", "stolen", "undo"])
def test_a_code_permanent_in_a_reason_is_refused_and_never_echoed(site: Site, action: str) -> None:
    site.sent([packed(MINE)])
    site.scan("accept", MINE)
    before = len(site.told())
    bad = one_scan(action, MINE, reason="rendu par ABCD 1234 5678")
    answers = [scanned(site, [bad | {"id": one_scan("x", "x")["id"]}], language).text for language in ("en", "fr")]
    assert all('"scan.reason"' in one and "ABCD" not in one for one in answers)
    assert len(site.told()) == before
    assert is_helpful(site, bad)


@pytest.mark.parametrize("action", ["damage", "send_back", "lost", "stolen", "undo"])
def test_markup_in_a_reason_is_text_like_any_other(site: Site, action: str) -> None:
    site.sent([packed(MINE)])
    if action != "damage":
        site.scan("accept", MINE)
    assert site.scan(action, MINE, reason="<b>brisé</b> < 10 %")["outcome"] == "done"
    assert site.told()[-1].data.reason == "<b>brisé</b> < 10 %"


def test_a_code_that_is_markup_is_unknown_and_not_echoed(site: Site) -> None:
    refused = one_bad_among_good(site, one_scan("configure", "<script>alert(1)</script>"))
    assert refused["problem"]["code"] == "code.unknown"
    assert "<script>" not in refused["say"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_refusal_is_one_sentence_or_two_and_names_what_to_do(site: Site, language: str) -> None:
    site.sent([packed(MINE)])
    for action in WRONG:
        said = say_in(site, language, one_scan(action, MINE, **GIVEN.get(action, {})))
        # The last one may be which action would fit.
        assert 1 <= len(re.findall(r"[.](?:\s|$)", said)) <= 3, said
