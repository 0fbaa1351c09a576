"""The file of providers: what a good one says, and every fault of a bad one named with its place."""

from pathlib import Path

import pytest

from services.chassis.providers import Providers
from services.chassis.settings import BadSettings, from_environment
from services.contracts.roles import Role
from services.contracts.values import BoardCode

HEAD = 'address = "https://reserve.example/"\n'
MINISTRY = """
[[provider]]
code = "ministere"
fr = "le Ministère"
en = "the Ministry"
issuer = "https://idp.example/ministere"
client_id = "reserve"
secret_variable = "SECRET"
board = "ministry"
roles = ["ministry", "warehouse"]
acr = ["phr"]
amr = ["mfa", "hwk"]
"""
BOARD = """
[[provider]]
code = "css762"
fr = "le CSSDM"
en = "the CSSDM"
issuer = "https://idp.example/css762"
client_id = "reserve"
secret_file = "{file}"
board = "762000"
roles = ["board_manager", "board_technician"]
"""


def read(folder: Path, text: str, **more: str) -> Providers:
    file = folder / "providers.toml"
    file.write_text(text, encoding="utf-8")
    return from_environment({"RESERVE_OIDC": str(file), "SECRET": "s1", **more}).providers


def test_a_file_of_providers_is_read_with_their_secrets_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s2\n", encoding="utf-8")
    found = read(tmp_path, HEAD + MINISTRY + BOARD.format(file=tmp_path / "secret"))
    ministry, board = found.all
    assert found.address == "https://reserve.example"
    assert (ministry.secret, board.secret, ministry.board, board.board) == ("s1", "s2", None, BoardCode("762000"))
    assert "s1" not in repr(ministry)
    assert (ministry.name("fr"), ministry.name("en")) == ("le Ministère", "the Ministry")
    assert found.of("css762") is board
    assert found.of("x") is None
    assert found.for_account(Role.WAREHOUSE, None) is ministry
    assert found.for_account(Role.BOARD_MANAGER, "762000") is board
    assert found.for_account(Role.BOARD_MANAGER, "711000") is None
    assert found.for_account(Role.AUDITOR, None) is None
    assert [ministry.asks_more(role) for role in (Role.MINISTRY, Role.WAREHOUSE)] == [True, False]


def test_a_provider_may_ask_everybody_for_a_second_factor(tmp_path: Path) -> None:
    (provider,) = read(tmp_path, HEAD + MINISTRY + "mfa_for_all = true\n").all
    assert provider.asks_more(Role.WAREHOUSE)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('code = "ministere"', 'code = "Le Ministère"', "small letters"),
        ('fr = "le Ministère"\n', "", "a text is missing"),
        ("https://idp.example", "http://idp.example", "issuer must be"),
        ("https://idp.example", "https://me@idp.example", "issuer must be"),
        ('board = "ministry"', 'board = "000000"', "board must be"),
        ('"ministry", "warehouse"', '"board_manager"', "roles must be"),
        ('"ministry", "warehouse"', '"station"', "roles must be"),
        ('"ministry", "warehouse"', "", "roles must be"),
        ('amr = ["mfa", "hwk"]\n', 'amr = "mfa"\n', "a list of texts"),
        ('acr = ["phr"]\namr = ["mfa", "hwk"]\n', "", "second factor"),
        ('secret_variable = "SECRET"', 'secret_variable = "NONE"', "secret"),
        ('secret_variable = "SECRET"', 'secret_file = "/nowhere"', "secret"),
        ('client_id = "reserve"', 'client_id = "reserve"\nsecret = "s"', "not known here"),
        (HEAD, "", "address must be"),
        ("https://reserve.example", "http://reserve.example", "address must be"),
        (MINISTRY, "", "at least one"),
        (MINISTRY, MINISTRY * 2, "a code of its own"),
        (MINISTRY, MINISTRY + MINISTRY.replace('code = "ministere"', 'code = "b"'), "an issuer once"),
        (HEAD, "= 3", "TOML"),
    ],
)
def test_what_is_wrong_in_a_file_of_providers_is_told_at_the_start(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    text = HEAD + MINISTRY
    assert before in text
    with pytest.raises(BadSettings, match=f"RESERVE_OIDC: .*{told}"):
        read(tmp_path, text.replace(before, after))


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(BadSettings, match="RESERVE_OIDC: this must be a TOML file"):
        from_environment({"RESERVE_OIDC": "/nowhere/providers.toml"})


def test_passwords_are_not_shut_out_where_nobody_could_come_in_otherwise(tmp_path: Path) -> None:
    for lets in ("no", "emergency"):
        with pytest.raises(BadSettings, match="RESERVE_LOCAL_SIGN_IN: without RESERVE_OIDC"):
            from_environment({"RESERVE_LOCAL_SIGN_IN": lets})
    with pytest.raises(BadSettings, match="RESERVE_LOCAL_SIGN_IN: this must be"):
        from_environment({"RESERVE_LOCAL_SIGN_IN": "maybe"})
