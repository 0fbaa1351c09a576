"""Numbers for people: counted without a gap that means loss, never given twice."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.tables import counter
from services.chassis.upsert import insert

# Where series begin that a restored database does not know: some of their numbers may have been given.
FLOOR = "*"
# Its numbers are places in the chain of accesses, which has no gap: they are what the database holds, restored or not.
ACCESS = "access"
BEGUN = func.coalesce(select(counter.c.value).where(counter.c.name == FLOOR).scalar_subquery(), 0)


def next_numbers(session: Session, name: str, count: int = 1) -> range:
    """`count` numbers of the series `name`, from 1. The series is locked until the transaction ends.

    After a restore a new series begins higher, unless it is one thing's own (`portrait/762000`) or a chain's.
    """
    first = count if "/" in name or name == ACCESS else BEGUN + count
    add = insert(session, counter).values(name=name, value=first)
    statement = add.on_conflict_do_update(index_elements=["name"], set_={"value": counter.c.value + count}).returning(
        counter.c.value
    )
    last: int = session.execute(statement).scalar_one()
    return range(last - count + 1, last + 1)


def next_number(session: Session, name: str) -> int:
    """One number of the series `name`, from 1."""
    return next_numbers(session, name)[0]


def last_number(session: Session, name: str) -> int:
    """The last number given of the series `name`; 0 before the first."""
    return session.scalar(select(counter.c.value).where(counter.c.name == name)) or 0
