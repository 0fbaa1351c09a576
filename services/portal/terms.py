"""How long the portal keeps what concerns its people."""

from services.chassis.terms import Term
from services.contracts.sentence import say
from services.portal.model.account_change import AccountChange
from services.portal.model.digest import KEPT, Digest
from services.portal.model.identity import LIFE, Invitation
from services.portal.model.kept_form import KeptForm
from services.portal.model.sign_in import Attempts, SignIn

TERMS = (
    Term(
        "sessions",
        say("Sessions, after their last use"),
        30,
        say("To see for oneself where one was signed in."),
        SignIn.id,
        lambda moment: SignIn.seen_at < moment,
    ),
    Term(
        "invitations",
        say("Invitations that nobody took"),
        LIFE.days,
        say("They are good for so long."),
        Invitation.actor,
        lambda moment: Invitation.made_at < moment,
    ),
    Term(
        "kept forms",
        say("Forms that met the end of a session"),
        1,
        say("Their person has an hour to send them again."),
        KeptForm.actor,
        lambda moment: KeptForm.kept_at < moment,
    ),
    Term(
        "failures",
        say("Failed sign-ins"),
        1,
        say("They slow down who guesses, for minutes."),
        Attempts.login_hash,
        lambda moment: Attempts.failed_at < moment,
    ),
    Term(
        "account changes",
        say("What was done to accounts and keys"),
        1830,
        say("Who was let in, and by whom, is asked for as long as what they saw."),
        AccountChange.id,
        lambda moment: AccountChange.at < moment,
    ),
    Term(
        "digests",
        say("To whom a digest was sent"),
        KEPT.days,
        say("One a day: a look back at what was sent."),
        Digest.day,
        lambda moment: Digest.tried_at < moment,
    ),
)
