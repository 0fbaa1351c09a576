"""Intake's HTML pages, a module a noun."""

from services.intake.pages.amendment import pages as amendments
from services.intake.pages.board import pages as boards
from services.intake.pages.campaign import pages as campaigns
from services.intake.pages.capacity import pages as capacities
from services.intake.pages.decision import pages as decisions
from services.intake.pages.draft import pages as drafts
from services.intake.pages.home import pages as home
from services.intake.pages.met import pages as met
from services.intake.pages.picture import pages as picture
from services.intake.pages.portrait import pages as portraits
from services.intake.pages.request import pages as requests
from services.intake.pages.round import pages as rounds
from services.intake.pages.site import pages as sites
from services.intake.pages.statement import pages as statements

PAGES = (
    home,
    portraits,
    picture,
    met,
    capacities,
    campaigns,
    boards,
    requests,
    decisions,
    rounds,
    drafts,
    amendments,
    sites,
    statements,
)
