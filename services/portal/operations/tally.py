"""The tally of subjects, raised by each run of events in the transaction that appends them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, case
from sqlalchemy.orm import Session

from services.chassis.upsert import insert_all
from services.contracts.envelope import Envelope
from services.portal.model.tally import Tally

TALLY = cast(Table, Tally.__table__)


def keep_tally(session: Session, envelopes: Sequence[Envelope[Any]]) -> None:
    """Count events that were just appended; one statement, whatever their number."""
    heard = Counter((one.source, one.subject) for one in envelopes)
    told: dict[tuple[str, str], int] = {}
    for one in envelopes:
        key = one.source, one.subject
        told[key] = max(told.get(key, 0), one.sequence)
    # In the order of their keys, as every writer takes rows.
    rows = [{"source": key[0], "subject": key[1], "heard": heard[key], "told": told[key]} for key in sorted(told)]
    if rows:
        insert_all(session, TALLY, rows, _raised)


def _raised(add: Any) -> Any:
    new = add.excluded
    highest = case((new.told > TALLY.c.told, new.told), else_=TALLY.c.told)
    return add.on_conflict_do_update(
        index_elements=["source", "subject"], set_={"heard": TALLY.c.heard + new.heard, "told": highest}
    )
