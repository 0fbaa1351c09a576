"""What concerns persons: each is a kind of access that is put into the access log (A-2.1)."""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts.sentence import Sentence, say


class Sees(StrEnum):
    """What a page or a route shows of persons."""

    USERS = "users"
    JOURNEYS = "journeys"
    LOG = "log"
    LOANS = "loans"
    INCIDENTS = "incidents"


NAMES: Mapping[Sees, Sentence] = {
    Sees.USERS: say("Users and what was done to them"),
    Sees.JOURNEYS: say("Journeys, with who did what"),
    Sees.LOG: say("The permanent log, with loans and who did what"),
    Sees.LOANS: say("Loans to students and their papers"),
    Sees.INCIDENTS: say("Register of confidentiality incidents"),
}
