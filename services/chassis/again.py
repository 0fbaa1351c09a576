"""Running a whole transaction again: where the database was away for a moment, or others stood in its way."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from services.chassis.away import is_away, is_race
from services.chassis.database import OutcomeUnknown
from services.chassis.logs import told
from services.chassis.metering import meters

T = TypeVar("T")
PAUSES_S = (0.05, 0.2, 0.5)
# Whoever asked waits for as long: nothing is begun again after it.
LONGEST_S = 5.0

log = structlog.get_logger()


def again(transaction: Callable[[], T], repeatable: bool, service: str) -> T:
    """What the transaction gives, which is run a few times if need be. Raises its last error.

    Nothing of a run that failed stands, so each begins anew. Only where the connection was lost in the commit itself
    does nobody know: then it is run again when it is `repeatable`, as what knows by a key that it was done already.
    """
    end = time.monotonic() + LONGEST_S
    for pause in PAUSES_S:
        try:
            return transaction()
        except SQLAlchemyError as error:
            if not _helps(error, repeatable) or time.monotonic() > end:
                raise
            meters.RETRIES.labels(service).inc()
            log.warning("transaction run again", **told(error))
        # Not all at once: what stood in each other's way would again.
        time.sleep(pause * random.uniform(0.5, 1.5))
    return transaction()


def _helps(error: SQLAlchemyError, repeatable: bool) -> bool:
    if isinstance(error, OutcomeUnknown):
        return repeatable
    return is_away(error) or is_race(error)
