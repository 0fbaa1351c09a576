"""What the register tells of a confidentiality incident, as the regulation lists it, and what of it a stage needs.

Source: Règlement sur les incidents de confidentialité (A-2.1, r. 3.1), articles 3, 7 and 8, and articles 63.8 to 63.11
of the Act (A-2.1). The texts are a board's own: no event and no log takes them up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic import ConfigDict

from services.contracts.sentence import Sentence, say
from services.contracts.values import FreeText

NAMES: Mapping[str, Sentence] = {
    "circumstances": say("Circumstances of the incident"),
    "personal_information": say("Personal information involved"),
    "information_unknown_why": say("Why it is not known what information is involved"),
    "occurred_from": say("Date of the incident, or start of the period"),
    "occurred_to": say("End of the period"),
    "aware_on": say("Date on which the board became aware of it"),
    "persons": say("Number of persons concerned"),
    "persons_in_quebec": say("Of these, number of persons in Québec"),
    "persons_estimated": say("These numbers are estimates"),
    "sensitivity": say("Sensitivity of the information"),
    "consequences": say("Anticipated consequences of its use"),
    "likelihood": say("Likelihood that it is used to cause harm"),
    "serious": say("Risk of serious injury"),
    "cai_notified_on": say("Date of the notice to the Commission d’accès à l’information"),
    "cai_not_notified_why": say("Why the Commission is not notified"),
    "persons_notified_on": say("Date of the notice to the persons concerned"),
    "persons_not_notified_why": say("Why the persons concerned are not notified"),
    "public_notice": say("Public notice given, and why"),
    "measures": say("Measures taken to reduce the risk of injury"),
}
# Each group asks for one of its fields.
Groups = Sequence[tuple[str, ...]]
ASSESSMENT: Groups = (
    ("personal_information", "information_unknown_why"),
    ("occurred_from",),
    ("persons",),
    ("sensitivity",),
    ("consequences",),
    ("likelihood",),
    ("serious",),
)
NOTICES: Groups = (("cai_notified_on", "cai_not_notified_why"), ("persons_notified_on", "persons_not_notified_why"))
END: Groups = (("measures",),)
# More than live in Québec.
MOST_PERSONS = 10_000_000


@dataclass(frozen=True)
class Facts:
    """One version of what is known. Days are of Québec's calendar; of a number, whether it is an estimate is said."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    circumstances: FreeText
    aware_on: date
    personal_information: FreeText | None = None
    information_unknown_why: FreeText | None = None
    occurred_from: date | None = None
    occurred_to: date | None = None
    persons: int | None = None
    persons_in_quebec: int | None = None
    persons_estimated: bool = False
    sensitivity: FreeText | None = None
    consequences: FreeText | None = None
    likelihood: FreeText | None = None
    serious: bool | None = None
    cai_notified_on: date | None = None
    cai_not_notified_why: FreeText | None = None
    persons_notified_on: date | None = None
    persons_not_notified_why: FreeText | None = None
    public_notice: FreeText | None = None
    measures: FreeText | None = None

    def lacks(self, groups: Groups) -> list[str]:
        """Of each group in which nothing is said, the first field."""
        return [group[0] for group in groups if all(getattr(self, name) is None for name in group)]

    def contradicts(self, today: date) -> list[str]:
        """The fields that cannot be true: days to come, a period that ends before it began, more persons than all."""
        days = ("aware_on", "occurred_from", "occurred_to", "cai_notified_on", "persons_notified_on")
        wrong = [name for name in days if (getattr(self, name) or today) > today]
        began = self.occurred_from
        wrong += [name for name in days if began and (getattr(self, name) or began) < began]
        wrong += ["occurred_from"] if self.occurred_to and began is None else []
        counts = ("persons", "persons_in_quebec")
        wrong += [name for name in counts if not 0 <= (getattr(self, name) or 0) <= MOST_PERSONS]
        if None not in (self.persons, self.persons_in_quebec) and (self.persons_in_quebec or 0) > (self.persons or 0):
            wrong.append("persons_in_quebec")
        return wrong
