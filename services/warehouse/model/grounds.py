"""On what grounds something is done to devices: the reason by its code, words beside it, a document."""

from dataclasses import dataclass
from datetime import date

from services.chassis.errors import Invalid
from services.contracts.care import OTHER, PROVES, REASONS, CareAct, Proof
from services.contracts.sentence import say


@dataclass(frozen=True)
class Grounds:
    """`text` are a person's words, `why` the code of a reason; empty where there are none."""

    text: str = ""
    why: str = ""
    proof: Proof | None = None

    def check(self, act: CareAct, day: date) -> None:
        """Raise `Invalid` for a reason that is not of this act or not of this day, for one that says nothing, and for a
        document that does not prove it."""
        if self.why and (self.why not in REASONS or not REASONS[self.why].fits(act, day)):
            raise Invalid("care.reason", say("This reason is not one for that: choose another."))
        if self.why in ("", OTHER) and not self.text:
            raise Invalid("care.reason", say("Say why, with a reason of the list or in your own words."))
        self.check_proof(act)

    def check_proof(self, act: CareAct) -> None:
        """Raise `Invalid` where a document is needed and missing, or is of another kind."""
        if act is CareAct.DESTROY:
            self.certificate()
        if self.proof is not None and self.proof.kind is not PROVES.get(act):
            raise Invalid("care.paper", say("Document %(number)s is not one for that.", number=self.proof.number))

    def certificate(self) -> Proof:
        """The document without which nothing is destroyed. Raises `Invalid` where there is none."""
        if self.proof is None:
            raise Invalid("care.paper", say("A certificate of destruction is needed: open it, then give its number."))
        return self.proof
