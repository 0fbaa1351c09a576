"""The journal: every scan on disk before anything else happens to it, and what became of it."""

from scanner.journal.journal import Answer, Busy, Journal, State
from scanner.journal.mending import mend
from scanner.journal.purging import purge
from scanner.journal.refusal import Refusal
from scanner.journal.settling import Unsettled, settle
from scanner.journal.trouble import Broken, NotKept

__all__ = ["Answer", "Broken", "Busy", "Journal", "NotKept", "Refusal", "State", "Unsettled", "mend", "purge", "settle"]
