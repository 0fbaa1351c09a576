"""Coming in by a provider: invited once, which links person and account, then known by issuer and subject."""

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Conflict, Forbidden, Refusal
from services.chassis.providers import Provider
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.portal.model.account import Account
from services.portal.model.account_change import Change, of_account
from services.portal.model.identity import Identity, Invitation, code_digest, new_code
from services.portal.oidc.proof import Proof
from services.portal.operations.opening import Opened, Visit, begun

log = structlog.get_logger()


def enter(session: Session, provider: Provider, proof: Proof, visit: Visit) -> Opened | Refusal | None:
    """A session of the account that this person was linked to; None for whoever is not known yet.

    Refused, and told why, where the account is closed, is not this provider's to open, or asks for a second factor.
    """
    known = session.get(Identity, (proof.issuer, proof.subject), with_for_update=True)
    if known is None:
        return None
    account = session.get_one(Account, known.actor)
    if refusal := _refused(account, provider, proof):
        return refusal
    known.used_at = act_of(session).at
    return begun(session, account, visit, provider.code)


def accept(session: Session, provider: Provider, proof: Proof, code: str, visit: Visit) -> Opened | Refusal:
    """Link this person to the account that the code invites to, and let them in. The code is good for nothing more.

    What is refused leaves the invitation as it is.
    """
    act, its = act_of(session), select(Invitation).where(Invitation.code_hash == code_digest(code))
    invitation = session.scalars(its.with_for_update()).one_or_none()
    if invitation is None or not invitation.good(act.at):
        log.warning("invitation refused", provider=provider.code)
        return Forbidden("invitation.unknown", say("This code is not good, or no longer. Ask for a new one."))
    account = session.get_one(Account, invitation.actor, with_for_update=True)
    if refusal := _refused(account, provider, proof):
        return refusal
    if session.get(Identity, (proof.issuer, proof.subject)) is not None:
        return Conflict("identity.taken", say("This person has an account here already: sign in with it."))
    session.delete(invitation)
    linked = Identity(issuer=proof.issuer, subject=proof.subject, actor=account.actor, linked_at=act.at, used_at=act.at)
    session.add(linked)
    account.come_in_otherwise()
    session.add(of_account(account, Change.LINKED, account.actor, act.at))
    return begun(session, account, visit, provider.code)


def new_invitation(session: Session, account: Account) -> str:
    """A code for this account, told this once; the one before it is good for nothing more. Raises `Conflict`."""
    if not account.active:
        raise Conflict("account.closed", say("This account is closed."))
    code, act = new_code(), act_of(session)
    session.execute(delete(Invitation).where(Invitation.actor == account.actor))
    session.add(Invitation(actor=account.actor, code_hash=code_digest(code), made_at=act.at))
    session.add(of_account(account, Change.INVITED, act.actor, act.at))
    return code


def _refused(account: Account, provider: Provider, proof: Proof) -> Forbidden | None:
    if not account.active:
        return Forbidden("account.closed", say("This account is closed."))
    role = Role(account.role)
    if not provider.gives(role, account.board):
        log.warning("sign-in by another’s provider", actor=account.actor, provider=provider.code)
        return Forbidden("oidc.provider", say("This account is not opened by this organisation’s sign-in."))
    if provider.asks_more(role) and not proof.strong:
        log.warning("sign-in without a second factor", actor=account.actor, provider=provider.code)
        return Forbidden(
            "oidc.mfa",
            say("Your organisation did not ask you for a second factor, which this role needs. Ask it to."),
        )
    return None
