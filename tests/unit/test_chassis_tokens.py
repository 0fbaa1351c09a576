"""The installation's keys: one pair that fits, whatever set-up was killed or ran beside another."""

from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from services.chassis.tokens import NAME, make_keys, read_keys
from services.contracts.roles import Person, Role

PRIVATE, PUBLIC = f"{NAME}.key.pem", f"{NAME}.pub.pem"
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
