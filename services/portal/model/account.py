"""People's accounts: login, password hash, role, board, and a name that can be erased without touching the log."""

import re
import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict, FieldError, Invalid
from services.contracts.roles import BOARD, Person, Role
from services.contracts.sentence import Sentence, say
from services.contracts.values import BoardCode
from services.portal.model.password import LONGEST_PASSWORD, SHORTEST_PASSWORD, TOO_SHORT
from services.portal.model.record import Record

LONGEST_ADDRESS = 254
# What every mail server takes; whether anybody reads it, only sending tells.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
FRENCH = "fr"
PEOPLE = frozenset(Role) - {Role.STATION, Role.SERVICE}
MATCHES_NOTHING = "-"
# Over a weekend and a few days away; what lies about on paper or in a mailbox for longer opens nothing any more.
FIRST_LIFE = timedelta(days=7)

hasher = PasswordHasher()


@cache
def decoy() -> str:
    """A hash that nothing matches: verified for an unknown login, so that it takes as long as a known one."""
    return hasher.hash(secrets.token_urlsafe())


class Account(Record):
    """Someone who signs in. `actor` is what events and logs carry; `name`, `login` and `mail` live here alone.

    `mail` is where digests are sent, in `language`; None for nowhere. `first`: the password was given by somebody else
    and opens nothing but the page on which the person chooses another, until `first_until`.
    """

    __tablename__ = "account"
    __table_args__ = (Index("account_board", "board", "login"), Index("account_role", "role", "login"))

    actor: Mapped[str] = mapped_column(String(12), primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role]
    board: Mapped[str | None] = mapped_column(String(6))
    name: Mapped[str | None] = mapped_column(String(120))
    mail: Mapped[str | None] = mapped_column(String(LONGEST_ADDRESS))
    language: Mapped[str] = mapped_column(String(2), default=FRENCH)
    active: Mapped[bool] = mapped_column(default=True)
    first: Mapped[bool] = mapped_column(default=False)
    first_until: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def person(self, session: str | None = None, csrf: str = "") -> Person:
        """Whom a token of this account names."""
        board = BoardCode(self.board) if self.board else None
        return Person(self.actor, Role(self.role), board, session=session, csrf=csrf)

    def accepts(self, password: str) -> bool:
        """Whether this is the password; a hash made with weaker settings than today's is renewed."""
        if not verify(self.password_hash, password) or not self.active:
            return False
        if hasher.check_needs_rehash(self.password_hash):
            self.password_hash = hasher.hash(password)
        return True

    def take(self, password_hash: str, given_at: datetime | None = None) -> None:
        """Another password from now on, chosen, or given by somebody else just now. Raises `Conflict` once closed."""
        if not self.active:
            raise Conflict("account.closed", say("This account is closed."))
        self.password_hash, self.first, self.first_until = password_hash, False, None
        if given_at:
            self.given(given_at)

    def given(self, at: datetime) -> None:
        """Its password was given by somebody else just now."""
        self.first, self.first_until = True, at + FIRST_LIFE

    def lapsed(self, at: datetime) -> bool:
        """Whether its first password was not changed in its time."""
        return self.first and self.first_until is not None and at > self.first_until

    def come_in_otherwise(self) -> None:
        """Its person signs in elsewhere: a first password, which somebody else knows, opens nothing any more."""
        if self.first:
            self.password_hash, self.first = MATCHES_NOTHING, False

    def close(self) -> None:
        """Nobody signs in with it from now on; its actor id keeps its name. Raises `Conflict` where it is closed."""
        if not self.active:
            raise Conflict("account.closed", say("This account is closed."))
        self.active = False

    def erase(self) -> None:
        """Forget the person for good. What they did stays in the log under an id that leads nowhere.

        Raises `Conflict` for somebody who was erased before.
        """
        if self.login == self.actor:
            raise Conflict("account.erased", say("This person was erased before."))
        self.login, self.password_hash, self.active = self.actor, MATCHES_NOTHING, False
        self.name = self.mail = None

    def send_to(self, mail: str | None, language: str) -> None:
        """Have digests sent to this address in this language, or to nowhere. Raises `Invalid`."""
        if mail is not None and not (ADDRESS.fullmatch(mail) and len(mail) <= LONGEST_ADDRESS):
            raise Invalid("account.mail", say("This is no mail address."))
        self.mail, self.language = mail, language


def open_account(login: str, password: str, role: Role, board: BoardCode | None, name: str, at: datetime) -> Account:
    """A new account with a random actor id. Raises `Invalid`."""
    errors = [FieldError(f"/{field}", code, rule) for field, code, rule in _wrong(login, password, role, board)]
    if errors:
        raise Invalid("account.invalid", errors[0].detail, tuple(errors))
    actor = f"u-{secrets.token_hex(4)}"
    kept = hashed(password)
    return Account(
        actor=actor, login=clean(login), password_hash=kept, role=role, board=board, name=name, created_at=at
    )


def clean(login: str) -> str:
    """A login as it is compared: without blanks around, in small letters."""
    return login.strip().lower()


def verify(hashed: str, password: str) -> bool:
    """Whether the hash is the password's; as slow for a wrong one as for the right one."""
    try:
        return hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def hashed(password: str) -> str:
    """What is kept of a password: slow by design, so to be made before a transaction begins."""
    return hasher.hash(password)


def _wrong(login: str, password: str, role: Role, board: BoardCode | None) -> list[tuple[str, str, Sentence]]:
    rules = [
        (not clean(login), "login", "account.login", say("A login is needed.")),
        (
            not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD,
            "password",
            "account.password",
            TOO_SHORT,
        ),
        (role not in PEOPLE, "role", "account.role", say("This role is not a person's.")),
        (
            (role in BOARD) != (board is not None),
            "board",
            "account.board",
            say("A board's people have a board; nobody else has one."),
        ),
    ]
    return [(field, code, rule) for broken, field, code, rule in rules if broken]
