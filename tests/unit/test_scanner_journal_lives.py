"""Whatever order things befall a journal in, what it acknowledged is there, in order, under its number."""

import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from scanner.journal import Answer, Broken, Journal, mend, purge, settle
from scanner.scan import Scan
from tests.unit.journal_writers import scanned

OUTCOMES = st.sampled_from(["done", "repeated", "refused"])


class Life(RuleBasedStateMachine):
    """A journal beside what it must remember: scans in order, their answers, who settled them."""

    def __init__(self) -> None:
        super().__init__()
        self.place = TemporaryDirectory()
        self.folder = Path(self.place.name)
        self.journal = Journal(self.folder)
        self.kept: list[Scan] = []
        self.answers: dict[str, str] = {}
        self.settled: set[str] = set()
        self.damaged = False

    def teardown(self) -> None:
        self.journal.close()
        self.place.cleanup()

    @precondition(lambda self: not self.damaged)
    @rule(count=st.integers(1, 5))
    def keep(self, count: int) -> None:
        scans = [scanned(str(len(self.kept) + number)) for number in range(count)]
        self.journal.keep(scans)
        self.kept += scans

    @precondition(lambda self: not self.damaged)
    @rule(count=st.integers(1, 5), outcome=OUTCOMES)
    def answer(self, count: int, outcome: str) -> None:
        answered = {scan.id: outcome for scan in self.journal.waiting(count)}
        self.journal.answer(Answer(scan_id, outcome, "So.") for scan_id in answered)
        self.answers |= answered

    @precondition(lambda self: not self.damaged)
    @rule(again=st.booleans())
    def settle(self, again: bool) -> None:
        for one in settle(self.journal, [], "Ann", "so", (lambda scan: scan) if again else None):
            self.settled.add(one.id)
            self.kept += [one.again] if one.again else []

    @precondition(lambda self: not self.damaged)
    @rule()
    def purge(self) -> None:
        purge(self.journal, 0)
        self.kept = [scan for scan in self.kept if not self.is_over(scan.id)]

    def is_over(self, scan_id: str) -> bool:
        outcome = self.answers.get(scan_id)
        return outcome in ("done", "repeated") or (outcome == "refused" and scan_id in self.settled)

    @rule()
    def let_go(self) -> None:
        self.journal.close()

    @precondition(lambda self: not self.damaged and self.kept)
    @rule(seed=st.integers(0, 1000), whole=st.booleans())
    def lose_or_harm_the_database(self, seed: int, whole: bool) -> None:
        self.journal.close()
        path = self.folder / "journal.db"
        if whole:
            path.unlink()
        else:
            self.harm(path, seed)

    @precondition(lambda self: not self.damaged and self.kept)
    @rule(seed=st.integers(0, 1000), whole=st.booleans())
    def lose_or_harm_the_text(self, seed: int, whole: bool) -> None:
        self.journal.close()
        path = self.folder / "scans.jsonl"
        if whole:
            path.unlink()
            self.damaged = True
        else:
            self.harm(path, seed)

    def harm(self, path: Path, seed: int) -> None:
        draw, size = random.Random(seed), path.stat().st_size
        with path.open("r+b") as file:
            file.seek(draw.randrange(size))
            file.write(draw.randbytes(draw.randrange(1, 300)))
        if draw.random() < 0.3:
            os.truncate(path, draw.randrange(size))
        self.damaged = True

    @precondition(lambda self: self.damaged)
    @rule()
    def mend(self) -> None:
        mend(self.folder)
        self.damaged = False
        self.forget_lost_answers()

    def forget_lost_answers(self) -> None:
        """An answer may be lost with a damaged database: then the scan waits, and gets the same one again."""
        resent = [scan for scan in self.journal.waiting() if scan.id in self.answers]
        assert all(scan in self.kept for scan in resent)
        self.journal.answer(Answer(scan.id, self.answers[scan.id], "So.") for scan in resent)

    @invariant()
    def all_that_was_acknowledged_is_there(self) -> None:
        try:
            state, waiting = self.journal.state(everything=True), self.journal.waiting()
        except Broken:
            self.damaged = True
            return
        if self.damaged:
            return
        assert waiting == [scan for scan in self.kept if scan.id not in self.answers]
        refused = [scan for scan in self.kept if self.answers.get(scan.id) == "refused"]
        assert [(one.scan, bool(one.settled)) for one in state.refused] == [
            (one, one.id in self.settled) for one in refused
        ]
        assert state.gaps == []


Life.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
