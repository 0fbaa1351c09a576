"""How needs were met as each of the last weeks ended: by the portraits that stood then and the books of that day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services.intake.model.calendar import monday_of, week_name
from services.intake.model.closing import closings_of
from services.intake.model.met import Met
from services.intake.model.weeks import weeks_met as counted
from services.intake.queries.met import Overview

WEEK = timedelta(days=7)
# Half a year is shown.
WEEKS = 26
NOBODY = (0, Met(0, 0))


@dataclass(frozen=True)
class WeekMet:
    """A week up to its last day, or to the day that one looks at. `answered`: boards that had given a portrait by then.

    `known` is False where what was granted or held is not kept for that day.
    """

    day: date
    answered: int
    known: bool
    met: Met

    @property
    def name(self) -> str:
        """As ISO 8601 writes it."""
        return week_name(self.day)

    @property
    def satisfaction(self) -> float | None:
        """None where nothing was needed, or nobody knows."""
        return self.met.satisfaction if self.known else None


def weeks_met(session: Session, found: Overview, today: date, weeks: int = WEEKS) -> list[WeekMet]:
    """The last `weeks` weeks up to the picture's day, the oldest first, that one as it shows it; four statements."""
    day = found.picture.day
    ends = [*_sundays(day, weeks - 1)]
    closings, unknown = closings_of(session, ends)
    # No closing ends on a day before the books begin: what was granted and held then counts as nothing, as in pictures.
    told_by = {**closings, **{one: one for one in unknown}}
    rows = session.execute(counted(found.focus, told_by, today)) if ends else ()
    told = {end: (answered, Met(need, covered)) for end, answered, need, covered in rows}
    past = [WeekMet(end, told.get(end, NOBODY)[0], end not in unknown, told.get(end, NOBODY)[1]) for end in ends]
    answered = sum(one.portrait is not None for one in found.boards.boards)
    return [*past, WeekMet(day, answered, found.picture.known, found.met)]


def _sundays(day: date, weeks: int) -> Iterator[date]:
    """The last days of the weeks before that of `day`, the oldest first."""
    for index in reversed(range(weeks)):
        yield monday_of(day) - timedelta(days=1) - WEEK * index
