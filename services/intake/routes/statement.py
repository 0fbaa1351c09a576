"""Routes of freight statements: what carriers charged, against what was quoted, month by month."""

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import BOARD, SEES_ALL
from services.intake.queries import statement as queries
from services.intake.scope import scope
from services.intake.shapes.statement import MonthAnswer, Months, OneMonth, OneStatement, StatementAnswer

api = Routes("intake_statements", __name__, url_prefix="/intake/api/v1")


@api.get("/statements", responses={200: Months}, summary="The months that have freight, of the boards that one sees")
@allow(BOARD, SEES_ALL)
def months() -> Months:
    return Months.model_validate(queries.months(session(), scope()), from_attributes=True)


@api.get("/statements/<month>", responses={200: MonthAnswer}, summary="A month's freight, board by board")
@allow(SEES_ALL)
def month(path: OneMonth) -> MonthAnswer:
    boards = queries.boards_of(session(), path.month)
    total = queries.added([one.total for one in boards])
    return MonthAnswer.model_validate({"month": path.month, "boards": boards, "total": total})


@api.get(
    "/boards/<code>/statements/<month>", responses={200: StatementAnswer}, summary="A board's month, entry by entry"
)
@allow(BOARD, SEES_ALL)
def statement(path: OneStatement) -> StatementAnswer:
    return StatementAnswer.model_validate(queries.statement(session(), scope(), path.code, path.month))
