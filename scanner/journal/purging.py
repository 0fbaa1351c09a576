"""What is over is dropped after a while: taken and settled scans, never one that waits or that a person must settle."""

from scanner.journal.entry import add_purged
from scanner.journal.journal import Journal
from scanner.scan import now

DAYS = 90
# By the moment of the answer, not of the scan: what waited for months has only now been taken. What was answered in
# this very millisecond is over too: with 0 days nothing that is over stays.
OVER = """
    FROM scan WHERE (outcome IN ('done', 'repeated') OR outcome = 'refused' AND settled IS NOT NULL)
    AND max(julianday(answered), coalesce(julianday(settled), 0)) <= julianday(?) - ?"""


def purge(journal: Journal, days: float = DAYS) -> int:
    """Drop from both files what has been over for longer than `days`, and give how many scans that were.

    The text is written anew beside the old one and exchanged for it: killed at any moment, either all are gone or none.
    """
    moment = now()
    with journal.store.writing() as writing:
        numbers = [row["number"] for row in writing.connection.execute(f"SELECT number {OVER}", [moment, days])]
        if numbers:
            writing.connection.execute(f"DELETE {OVER}", [moment, days])
            add_purged(writing.connection, [(number, number) for number in numbers])
            writing.write_anew()
    return len(numbers)
