"""From a label's codes to the journal: the one place where every source's labels become scans."""

from collections.abc import Iterable

from scanner.journal import Journal
from scanner.scan import Scan
from scanner.sources.telling import Teller
from scanner.work import NotTaken, Work


class Keeper:
    """Takes labels and tells what became of each; `kept` counts, `failed` says whether one was not kept."""

    def __init__(self, journal: Journal, work: Work, teller: Teller) -> None:
        self.kept, self.failed = 0, False
        self._journal, self._work, self._teller = journal, work, teller

    def take(self, source: str, codes: Iterable[tuple[str, str]], scan_id: str = "", at: str = "") -> bool:
        """Whether the label has done all that it can; False only where the journal could not keep it."""
        try:
            made = self._work.take(codes, scan_id, at)
        except NotTaken as reason:
            self.refuse(source, str(reason))
            return True
        if not isinstance(made, Scan):
            self._teller.changed(source, made)
            return True
        return self._keep(source, made)

    def refuse(self, source: str, reason: str) -> None:
        """Tell of a label that became no scan."""
        self.failed = True
        self._teller.not_taken(source, reason)

    def _keep(self, source: str, scan: Scan) -> bool:
        try:
            self._journal.keep([scan])
        except OSError as error:
            self.failed = True
            self._teller.not_kept(source, error.strerror or str(error))
            return False
        self.kept += 1
        self._teller.kept(source, scan)
        return True
