"""Intake's JSON routes, a module a noun."""

from services.intake.routes.board import api as boards
from services.intake.routes.decision import api as decisions
from services.intake.routes.draft import api as drafts
from services.intake.routes.portrait import api as portraits
from services.intake.routes.request import api as requests
from services.intake.routes.round import api as rounds
from services.intake.routes.stock import api as stock

ROUTES = (boards, portraits, drafts, requests, decisions, rounds, stock)
