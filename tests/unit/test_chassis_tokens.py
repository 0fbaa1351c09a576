"""The installation's keys: one pair that fits, whatever set-up was killed or ran beside another."""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from services.chassis.errors import Unauthenticated
from services.chassis.keyfiles import PRIVATE, PUBLIC, make_keys, make_next, retire, rotate
from services.chassis.keylife import LIVES, due, key_gauges
from services.chassis.tokens import read_keys
from services.contracts.duty import Duty
from services.contracts.roles import Person, Role

PERSON = Person("u-1", Role.MINISTRY, csrf="c")


def fits(folder: Path) -> bool:
    keys = read_keys(folder)
    return keys.verify(keys.sign(PERSON)) == PERSON


def test_a_second_set_up_changes_nothing(tmp_path: Path) -> None:
    make_keys(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    make_keys(tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_only_the_owner_reads_the_private_half(tmp_path: Path) -> None:
    make_keys(tmp_path)
    assert (tmp_path / PRIVATE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("owner", "step"), [(OKPKey, "as_pem"), (Path, "hardlink_to"), (Path, "replace")])
def test_what_a_killed_set_up_left_undone_the_next_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    def killed(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, step, killed)
        with pytest.raises(KeyboardInterrupt):
            make_keys(tmp_path)
    make_keys(tmp_path)
    assert fits(tmp_path)


def test_of_two_set_ups_at_once_the_first_ones_key_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate = OKPKey.generate_key
    faster: list[bytes] = []

    def while_another_is_faster(*args: Any) -> OKPKey:
        monkeypatch.undo()
        make_keys(tmp_path)
        faster.append((tmp_path / PRIVATE).read_bytes())
        return generate(*args)

    monkeypatch.setattr(OKPKey, "generate_key", while_another_is_faster)
    make_keys(tmp_path)
    assert [(tmp_path / PRIVATE).read_bytes()] == faster
    assert fits(tmp_path)


def test_a_public_half_of_another_key_is_made_good(tmp_path: Path) -> None:
    make_keys(tmp_path / "a")
    make_keys(tmp_path / "b")
    (tmp_path / "a" / PRIVATE).replace(tmp_path / "b" / PRIVATE)
    make_keys(tmp_path / "b")
    assert fits(tmp_path / "b")


def test_an_installation_is_told_from_another_by_its_keys(tmp_path: Path) -> None:
    make_keys(tmp_path / "a")
    make_keys(tmp_path / "b")
    names = [read_keys(tmp_path / folder).installation for folder in ("a", "a", "b")]
    assert names[0] == names[1] != names[2]


def test_a_machine_with_the_public_half_alone_verifies_and_makes_no_other_key(tmp_path: Path) -> None:
    make_keys(tmp_path / "portal")
    (tmp_path / "other").mkdir()
    public = (tmp_path / "portal" / PUBLIC).read_bytes()
    (tmp_path / "other" / PUBLIC).write_bytes(public)
    make_keys(tmp_path / "other")
    assert [file.name for file in (tmp_path / "other").iterdir()] == [PUBLIC]
    token = read_keys(tmp_path / "portal").sign(PERSON)
    assert read_keys(tmp_path / "other").verify(token) == PERSON


def test_a_key_is_turned_under_processes_that_run_and_nobody_is_signed_out(tmp_path: Path) -> None:
    make_keys(tmp_path)
    portal, other = read_keys(tmp_path), read_keys(tmp_path)
    first = portal.sign(PERSON)
    assert other.verify(first) == PERSON
    rotate(tmp_path)
    second = portal.sign(PERSON)
    assert (other.verify(first), other.verify(second)) == (PERSON, PERSON)
    assert other.verify(second) == PERSON
    retire(tmp_path)
    assert other.verify(second) == PERSON
    with pytest.raises(Unauthenticated):
        other.verify(first)


def test_what_the_next_key_signs_is_verified_by_a_machine_that_has_only_heard_of_it(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    make_keys(here)
    make_next(here)
    copytree(here, there)
    rotate(here)
    assert read_keys(there).verify(read_keys(here).sign(PERSON)) == PERSON
    # It has not turned yet, and signs with what is the old one elsewhere.
    assert read_keys(here).verify(read_keys(there).sign(PERSON)) == PERSON


def test_keys_that_are_copied_over_those_that_there_are_are_seen_too(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    make_keys(here)
    copytree(here, there)
    running = read_keys(there)
    rotate(here)
    for file in here.iterdir():
        (there / file.name).write_bytes(file.read_bytes())
    assert running.verify(read_keys(here).sign(PERSON)) == PERSON
    assert running.installation == read_keys(here).installation


@pytest.mark.parametrize("step", ["hardlink_to", "replace"])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_rotation_that_is_killed_at_any_step_leaves_keys_that_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, count: int
) -> None:
    make_keys(tmp_path)
    before = read_keys(tmp_path).sign(PERSON)
    steps = iter(range(1, 10))
    real = getattr(Path, step)

    def killed(*args: Any) -> Any:
        if next(steps) == count:
            raise KeyboardInterrupt
        return real(*args)

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(Path, step, killed)
        rotate(tmp_path)
    keys = read_keys(tmp_path)
    assert keys.verify(keys.sign(PERSON)) == keys.verify(before) == PERSON
    make_keys(tmp_path)
    assert fits(tmp_path)


def test_processes_that_run_outlive_the_loss_of_their_keys_files(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys")
    keys = read_keys(tmp_path / "keys")
    rmtree(tmp_path / "keys")
    assert keys.verify(keys.sign(PERSON)) == PERSON


@pytest.mark.parametrize(("claim", "value"), [("aud", "another"), ("aud", None), ("iss", "reserve-portal-proof")])
def test_a_token_for_somebody_else_or_of_another_kind_names_nobody(tmp_path: Path, claim: str, value: Any) -> None:
    make_keys(tmp_path)
    keys = read_keys(tmp_path)
    own = keys.look()
    good = jwt.decode(keys.sign(Person("u-1", Role.AUDITOR)), own.public, algorithms=["Ed25519"])
    assert keys.verify(jwt.encode(good.header, good.claims, own.private, algorithms=["Ed25519"])).actor == "u-1"
    without = [{name: said for name, said in good.header.items() if name != left} for left in ("typ", "kid")]
    for header, claims in ((good.header, good.claims | {claim: value}), *((one, good.claims) for one in without)):
        with pytest.raises(Unauthenticated):
            keys.verify(jwt.encode(header, claims, own.private, algorithms=["Ed25519"]))


def test_a_stations_token_names_its_duties(tmp_path: Path) -> None:
    make_keys(tmp_path)
    keys = read_keys(tmp_path)
    for duties in (None, frozenset({Duty.PICKING}), frozenset()):
        station = Person("station:a/b", Role.STATION, station="a", duties=duties)
        assert keys.verify(keys.sign(station)) == station


def test_a_key_says_when_it_was_made_wherever_it_is_copied_and_so_when_it_is_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with monkeypatch.context() as patch:
        patch.setattr("services.chassis.pair.now", lambda: made)
        make_keys(tmp_path)
    there = tmp_path / "there"
    there.mkdir()
    (there / PRIVATE).write_bytes((tmp_path / PRIVATE).read_bytes())
    assert due(there) == {PRIVATE: made + timedelta(days=365)}
    assert [(one.value, one.labels) for one in key_gauges(there)] == [
        ((made + timedelta(days=365)).timestamp(), {"key": PRIVATE})
    ]
    rotate(tmp_path)
    assert due(tmp_path)[PRIVATE] > made + timedelta(days=365)
    # Of a key that was made elsewhere the file's own date counts.
    plain = (there / PRIVATE).read_bytes().partition(b"\n")[2]
    (there / PRIVATE).write_bytes(plain)
    os.utime(there / PRIVATE, (0, 0))
    assert due(there)[PRIVATE] == datetime(1971, 1, 1, tzinfo=UTC)


def test_the_policy_tells_each_key_s_life_in_both_languages() -> None:
    for page, years in (("fr/cles.md", "3 ans"), ("en/keys.md", "3 years")):
        told = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
        said = [re.findall(rf"^\| `var/keys/{name}`.*\| (\d+ \w+) \|$", told, re.MULTILINE) for name in LIVES]
        days = "365 jours" if page.startswith("fr") else "365 days"
        assert said == [[days], [years], [days]]
