"""What concerns persons: each is a kind of access that is put into the access log (A-2.1), some with their reason."""

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
    SEARCHES = "searches"
    ACCESSES = "accesses"
    TEXTS = "texts"


NAMES: Mapping[Sees, Sentence] = {
    Sees.USERS: say("Users and what was done to them"),
    Sees.JOURNEYS: say("Journeys, with who did what"),
    Sees.LOG: say("The permanent log, with loans and who did what"),
    Sees.LOANS: say("Loans to students and their papers"),
    Sees.INCIDENTS: say("Register of confidentiality incidents"),
    Sees.SEARCHES: say("What a search found"),
    Sees.ACCESSES: say("The access log itself"),
    Sees.TEXTS: say("Free texts, drawn by lot"),
}


class Motive(StrEnum):
    """Why somebody's whole file is saved, or somebody erased: whoever does it says which."""

    REQUEST = "request"
    DEPARTURE = "departure"
    INCIDENT = "incident"
    COMPLAINT = "complaint"
    ORDER = "order"


MOTIVES: Mapping[Motive, Sentence] = {
    Motive.REQUEST: say("The person asked for it"),
    Motive.DEPARTURE: say("The person has left the staff"),
    Motive.INCIDENT: say("A confidentiality incident is looked into"),
    Motive.COMPLAINT: say("A complaint or an inquiry is looked into"),
    Motive.ORDER: say("The law or a court orders it"),
}
