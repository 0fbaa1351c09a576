"""Intake's JSON routes, a module a noun."""

from services.intake.routes.board import api as boards
from services.intake.routes.campaign import api as campaigns
from services.intake.routes.capacity import api as capacities
from services.intake.routes.decision import api as decisions
from services.intake.routes.draft import api as drafts
from services.intake.routes.picture import api as picture
from services.intake.routes.portrait import api as portraits
from services.intake.routes.reference import api as reference
from services.intake.routes.request import api as requests
from services.intake.routes.round import api as rounds
from services.intake.routes.statement import api as statements
from services.intake.routes.stock import api as stock

ROUTES = (
    boards,
    portraits,
    picture,
    capacities,
    campaigns,
    reference,
    drafts,
    requests,
    decisions,
    rounds,
    statements,
    stock,
)
