"""From a label's codes to the journal: the one place where every source's labels become scans."""

from collections.abc import Iterable
from enum import Enum, auto

from scanner.commands.shared import EXIT_NOT_KEPT
from scanner.journal import Journal, NotKept
from scanner.scan import Scan
from scanner.sources.telling import Teller
from scanner.work import NotTaken, Work


class Became(Enum):
    """What a label became: a scan in the journal or a change of the work; nothing, for a reason that was told; or
    nothing, because the journal cannot keep it now."""

    TAKEN = auto()
    REFUSED = auto()
    NOT_KEPT = auto()


class Keeper:
    """Takes labels and tells what became of each; `kept` counts scans.

    `status` is what the command ends with: 0; 1 if a label came to nothing; EXIT_NOT_KEPT if a scan was not kept.
    """

    def __init__(self, journal: Journal, work: Work, teller: Teller) -> None:
        self.kept, self.status = 0, 0
        self._journal, self._work, self._teller = journal, work, teller

    def take(self, source: str, codes: Iterable[tuple[str, str]], scan_id: str = "", at: str = "") -> Became:
        """Keep the label's scan, then tell it; a scan with an id that the journal has is kept no second time."""
        try:
            made = self._work.take(codes, scan_id, at)
        except NotTaken as reason:
            return self.refuse(source, str(reason))
        if isinstance(made, Scan):
            return self._keep(source, made)
        self._teller.changed(source, made)
        return Became.TAKEN

    def refuse(self, source: str, reason: str) -> Became:
        """Tell of a label that became no scan."""
        self.status = max(self.status, 1)
        self._teller.not_taken(source, reason)
        return Became.REFUSED

    def _keep(self, source: str, scan: Scan) -> Became:
        try:
            self._journal.keep([scan])
        except NotKept as error:
            self.status = EXIT_NOT_KEPT
            self._teller.not_kept(source, str(error))
            return Became.NOT_KEPT
        self.kept += 1
        self._teller.kept(source, scan)
        return Became.TAKEN
