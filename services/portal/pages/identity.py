"""The door by one's own organisation: to its provider and back, the code of an invitation, and out again there too."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.errors import Refusal
from services.chassis.web.cookies import drop, put, read
from services.chassis.web.edge import edge
from services.chassis.web.language import language, render
from services.chassis.web.rule import anyone
from services.contracts.places import INVITATION, OIDC, SIGN_IN, SIGNED_OUT
from services.contracts.sentence import say
from services.portal import carried, cookies
from services.portal.address import local
from services.portal.apart import apart
from services.portal.local import provider, providers
from services.portal.oidc import exchange
from services.portal.oidc.journey import LIFE_S, journey_of, set_out
from services.portal.oidc.proof import WAITS, Proof, seal, unseal
from services.portal.operations import identity as operations
from services.portal.operations.opening import Opened
from services.portal.pages.door import not_in, refuse_foreign
from services.portal.shapes.door import InvitationForm

JOURNEY, PROOF = "reserve_journey", "reserve_proof"

identity = Blueprint("portal_identity_pages", __name__, template_folder="../templates")


@identity.get(f"{OIDC}/<string:code>")
@anyone()
def leave_for(code: str) -> ResponseReturnValue:
    """To the provider, with one cookie for the way back. A link and not a form: our policy keeps forms on our site."""
    journey = set_out(local(request.args.get("next")))
    response = redirect(exchange.address(provider(code), journey, _back(code), language()), 303)
    put(response, JOURNEY, journey.cookie, OIDC, LIFE_S)
    return response


@identity.get(f"{OIDC}/<string:code>/callback")
@anyone()
def come_back(code: str) -> ResponseReturnValue:
    journey = journey_of(read(JOURNEY) or "") or set_out("")
    further = local(journey.further)
    found = exchange.proven(provider(code), journey, request.args.to_dict(), _back(code))
    opened = found if isinstance(found, Refusal) else _enter(found)
    if isinstance(opened, Proof):
        return _to_be_linked(opened, further)
    return _arrived(opened, further)


@identity.get(INVITATION)
@anyone()
def ask_code() -> ResponseReturnValue:
    return _form(_waiting(), local(request.args.get("next")))


@identity.post(INVITATION)
@anyone()
def accept() -> ResponseReturnValue:
    refuse_foreign()
    form, proof = InvitationForm.model_validate(request.form.to_dict()), _waiting()
    if proof is None:
        return redirect(SIGN_IN, 303)
    with apart() as kept:
        opened = operations.accept(kept, provider(proof.provider), proof, form.code, cookies.visit())
    return _arrived(opened, local(form.next), proof)


@identity.get(SIGNED_OUT)
@anyone()
def signed_out() -> str:
    return render_template("portal/signed_out.html", provider=providers().of(request.args.get("by")))


@identity.get(f"{OIDC}/<string:code>/sign-out")
@anyone()
def leave_there(code: str) -> ResponseReturnValue:
    """To the provider's own sign-out, which asks its person and sends them back to ours."""
    return redirect(exchange.goodbye(provider(code), providers().address + SIGN_IN) or SIGN_IN, 303)


def _enter(proof: Proof) -> Opened | Refusal | Proof:
    """The session, or why there is none; the proof itself where nobody here is known by it yet."""
    with apart() as kept:
        return operations.enter(kept, provider(proof.provider), proof, cookies.visit()) or proof


def _to_be_linked(proof: Proof, further: str) -> ResponseReturnValue:
    response = redirect(f"{INVITATION}?{urlencode({'next': further})}", 303)
    put(response, PROOF, seal(edge().keys, proof), INVITATION, int(WAITS.total_seconds()))
    drop(response, JOURNEY, OIDC)
    return response


def _arrived(opened: Opened | Refusal, further: str, proof: Proof | None = None) -> ResponseReturnValue:
    """In, and on to where the person was going; or told why not, on the page that they may try again from."""
    if isinstance(opened, Refusal):
        return _form(proof, further, opened) if proof else not_in(opened, further)
    there = carried.onward(opened.person.actor, further)
    response = cookies.let_in(redirect(there, 303), opened.person, opened.cookie)
    drop(response, JOURNEY, OIDC)
    drop(response, PROOF, INVITATION)
    return response


def _form(proof: Proof | None, further: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    if proof is None:
        return redirect(SIGN_IN, 303)
    problem = {"title": render(say("You are not signed in")), "detail": render(refusal.sentence)} if refusal else None
    shown = provider(proof.provider)
    page = render_template("portal/invitation.html", provider=shown, next=further, problem=problem)
    return page, refusal.status if refusal else 200


def _waiting() -> Proof | None:
    return unseal(edge().keys, read(PROOF) or "")


def _back(code: str) -> str:
    """Where a provider sends people back to: an address of its own each, so that none is taken for another."""
    return f"{providers().address}{OIDC}/{code}/callback"
