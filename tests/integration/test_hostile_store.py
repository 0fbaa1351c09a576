"""What no database holds, and what each says to it: told as the caller's mistake, and told apart from faults."""

from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Integer, String, column, func, literal, select
from sqlalchemy.exc import ProgrammingError, StatementError
from sqlalchemy.sql.elements import ColumnElement

from services.chassis.away import is_away, is_unfit
from tests.integration.databases import POSTGRESQL, SQLITE, bare

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def refusal(tmp_path: Path, value: ColumnElement[object]) -> BaseException:
    database = bare(tmp_path)
    try:
        with pytest.raises((StatementError, OverflowError)) as refused, database.reading() as session:
            session.execute(select(value)).all()
    finally:
        database.close()
    return refused.value


def test_a_number_that_no_column_holds(tmp_path: Path) -> None:
    error = refusal(tmp_path, literal(10**30, BigInteger) + literal(1, Integer))
    assert (is_unfit(error), is_away(error)) == (True, False)


def test_a_nul_in_a_text(tmp_path: Path, database_kind: str) -> None:
    if database_kind == SQLITE:
        database = bare(tmp_path)
        with database.reading() as session:
            assert session.scalar(select(func.length(literal("a\x00b", String)))) is not None
        database.close()
    else:
        assert is_unfit(refusal(tmp_path, literal("a\x00b", String)))


def test_a_statement_that_is_wrong_stays_a_fault(tmp_path: Path, database_kind: str) -> None:
    error = refusal(tmp_path, column("no_such_column"))
    assert (is_unfit(error), is_away(error)) == (False, False)
    assert isinstance(error, ProgrammingError) == (database_kind == POSTGRESQL)
