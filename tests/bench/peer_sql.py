"""The statements of the peers, by the database's own driver: the same rows as ours, at the least cost."""

from sqlalchemy import make_url

CHANGE = "UPDATE device SET place = %s WHERE id = %s"
NOTE = "INSERT INTO inbox (event_id, taken_at) VALUES (%s, %s) ON CONFLICT DO NOTHING"
APPLY = "UPDATE seen SET place = %s WHERE id = %s"


def address(url: str) -> str:
    """The driver's own form of an SQLAlchemy URL."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
