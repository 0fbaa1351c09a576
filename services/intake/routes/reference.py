"""The route of the words of the reserve: what they were on any day."""

from collections.abc import Mapping
from datetime import date

from services.chassis.act import now
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.reference import categories, device_types, models
from services.contracts.roles import EVERYONE
from services.contracts.term import Term
from services.intake.model.calendar import day_of
from services.intake.shapes.picture import OnDay
from services.intake.shapes.reference import ModelAnswer, TermAnswer, Vocabulary

api = Routes("intake_reference", __name__, url_prefix="/intake/api/v1")


@api.get("/vocabulary", responses={200: Vocabulary}, summary="Types, categories and models as they were on any day")
@allow(EVERYONE)
def vocabulary(query: OnDay) -> Vocabulary:
    day = query.on or day_of(now())
    return Vocabulary(
        day=day,
        types=_terms(device_types(), day),
        categories=_terms(categories(), day),
        models=[ModelAnswer.model_validate(one) for one in models().values() if one.holds(day)],
    )


def _terms(known: Mapping[str, Term], day: date) -> list[TermAnswer]:
    return [TermAnswer(code=one.code, **vars(one.wording(day))) for one in known.values() if one.holds(day)]
