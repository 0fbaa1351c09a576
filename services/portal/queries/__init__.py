"""What is read out of the log: journeys, search, figures, and whether the chain holds."""

from services.portal.queries.chain import gaps, log_length, verify
from services.portal.queries.home import waiting, waits
from services.portal.queries.story import journey, trace
from services.portal.queries.whereabouts import devices

__all__ = ["devices", "gaps", "journey", "log_length", "trace", "verify", "waiting", "waits"]
