"""Structured logs: one JSON object a line on standard error; no name of a person, no free text, no query string."""

import logging
import sys

import structlog


def configure(level: str = "info") -> None:
    """Set up logging for a process. Called once, by the command that starts it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    # It tells a refused connection in five lines each time; what matters of it is raised to us.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
