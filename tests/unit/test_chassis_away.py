"""What is waited for, what is judged again, what is a fault: told by the driver's own codes."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection

from services.chassis import again
from services.chassis.away import database_may_be_away, is_away, is_race
from services.chassis.database import OutcomeUnknown, open_engine

AWAY = [
    psycopg.OperationalError("connection refused"),
    psycopg.errors.ConnectionTimeout("connection timeout expired"),
    psycopg.errors.AdminShutdown("terminating connection"),
    psycopg.errors.SerializationFailure("could not serialize access"),
    psycopg.errors.DeadlockDetected("deadlock detected"),
    psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"),
    psycopg.errors.QueryCanceled("canceling statement due to statement timeout"),
    psycopg.errors.TooManyConnections("sorry, too many clients already"),
    psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT in a read-only transaction"),
]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_what_may_succeed_when_tried_again_is_away(error: psycopg.Error) -> None:
    assert is_away(OperationalError("SELECT 1", None, error))


def test_a_wrong_statement_is_a_fault_and_a_row_of_somebody_else_a_race() -> None:
    wrong = ProgrammingError("SELECT", None, psycopg.errors.UndefinedTable("no such table"))
    taken = IntegrityError("INSERT", None, psycopg.errors.UniqueViolation("taken"))
    alone = IntegrityError("INSERT", None, sqlite3.IntegrityError("taken"))
    assert [is_away(one) for one in (wrong, taken, alone, ValueError())] == [False] * 4
    assert [is_race(one) for one in (wrong, taken, alone, ValueError())] == [False, True, False, False]
    assert is_away(NoConnection("the pool is empty"))


@pytest.mark.parametrize("error", [OperationalError("SELECT 1", None, AWAY[0]), NoConnection("the pool is empty")])
def test_who_looks_again_and_again_outlives_a_database_that_is_away_and_no_fault(error: Exception) -> None:
    with database_may_be_away():
        raise error
    with pytest.raises(ProgrammingError), database_may_be_away():
        raise ProgrammingError("SELECT", None, psycopg.errors.UndefinedTable("no such table"))


@pytest.mark.parametrize(("repeatable", "runs"), [(True, 4), (False, 1)])
def test_an_unknown_outcome_is_run_again_only_where_that_is_safe(
    repeatable: bool, runs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "PAUSES_S", (0.0, 0.0, 0.0))
    begun: list[int] = []

    def cut_off() -> None:
        begun.append(1)
        raise OutcomeUnknown("COMMIT", None, psycopg.OperationalError("gone"), connection_invalidated=True)

    with pytest.raises(OutcomeUnknown):
        again.again(cut_off, repeatable, "toy")
    assert len(begun) == runs


def test_the_bare_scheme_is_psycopg_and_the_urls_own_limits_have_precedence() -> None:
    url = open_engine("postgresql://me@host/reserve?connect_timeout=3").url
    assert (url.drivername, url.query["connect_timeout"]) == ("postgresql+psycopg", "3")
    assert "lock_timeout=10000" in str(url.query["options"])
