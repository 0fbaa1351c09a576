"""How PostgreSQL's own programs are called: the password where no list of processes shows it, and nowhere else."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from services.chassis.backup import dump

ADDRESS = "postgresql+psycopg://user:p%40ss@db.example:5433/reserve_intake?sslmode=verify-full"
NOTES = '#!/bin/sh\nprintf "%s\\n" "$PGPASSWORD" "$@" >"$NOTED"\n'


def test_a_program_is_given_the_password_in_its_environment_and_an_address_without_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(NOTES, encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("NOTED", str(tmp_path / "noted"))
    dump.save(make_url(ADDRESS), tmp_path / "intake.dump", "snapshot")
    password, *arguments = (tmp_path / "noted").read_text(encoding="ascii").splitlines()
    assert password == "p@ss"
    assert arguments[-1] == "--dbname=postgresql://user@db.example:5433/reserve_intake?sslmode=verify-full"
    assert not [one for one in arguments if "*" in one or "ss@" in one or "%40" in one]
