"""What a board asks, as it is written down in a draft: where to, why, how soon and for what closure, and the lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts.intake import Closure, RequestLine
from services.intake.model.line import Line, totals
from services.intake.model.share import Share
from services.intake.model.state import Urgency


@dataclass(frozen=True)
class Asking:
    """The content of a draft; nothing is asked before it is submitted."""

    site: str
    justification: str
    urgency: Urgency
    lines: Sequence[RequestLine]
    closure: Closure | None = None

    def records(self) -> list[Line]:
        return [Line(type=line.type, category=line.category, quantity=line.quantity) for line in self.lines]

    def shares(self) -> list[Share]:
        """A share for each type that is asked."""
        return [Share.asking(kind, asked) for kind, asked in totals(self.lines).items()]
