"""The installation's keys: one pair that fits, whatever set-up was killed or ran beside another."""

from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from services.chassis.errors import Unauthenticated
from services.chassis.tokens import PRIVATE, make_keys, read_keys
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


@pytest.mark.parametrize(("claim", "value"), [("aud", "another"), ("aud", None), ("iss", "reserve-portal-proof")])
def test_a_token_for_somebody_else_or_of_another_kind_names_nobody(tmp_path: Path, claim: str, value: Any) -> None:
    make_keys(tmp_path)
    keys = read_keys(tmp_path)
    good = jwt.decode(keys.sign(Person("u-1", Role.AUDITOR)), keys.public, algorithms=["Ed25519"])
    assert keys.verify(jwt.encode(good.header, good.claims, keys.private, algorithms=["Ed25519"])).actor == "u-1"
    for header, claims in ((good.header, good.claims | {claim: value}), ({"alg": "Ed25519"}, good.claims)):
        with pytest.raises(Unauthenticated):
            keys.verify(jwt.encode(header, claims, keys.private, algorithms=["Ed25519"]))


def test_a_stations_token_names_its_duties(tmp_path: Path) -> None:
    make_keys(tmp_path)
    keys = read_keys(tmp_path)
    for duties in (None, frozenset({Duty.PICKING}), frozenset()):
        station = Person("station:a/b", Role.STATION, station="a", duties=duties)
        assert keys.verify(keys.sign(station)) == station
