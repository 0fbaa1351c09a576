"""Who an actor is, where what one began another must confirm."""


def person_of(actor: str) -> str:
    """Who it is in the end: a station's scans are its operator's."""
    return actor.rsplit("/", 1)[-1]
