"""A form that met the end of its session: kept for its person, who is led to it after the next sign-in, once."""

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.upsert import insert
from services.portal.model.kept_form import Form, KeptForm, seal


def keep_form(session: Session, actor: str, form: Form, secret: str) -> None:
    """Keep a form instead of the one before it."""
    row = {"sealed": seal(form, secret), "kept_at": act_of(session).at, "offered": False}
    kept = insert(session, KeptForm).values(actor=actor, **row)
    session.execute(kept.on_conflict_do_update(index_elements=["actor"], set_=row))


def offer_form(session: Session, actor: str, secret: str) -> bool:
    """Whether this browser's form is this person's, and he was not led to it yet; from now on he was."""
    kept = session.get(KeptForm, actor, with_for_update=True)
    if kept is None or kept.offered or kept.opened(secret, act_of(session).at) is None:
        return False
    kept.offered = True
    return True
