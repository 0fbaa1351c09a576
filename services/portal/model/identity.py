"""Who an account's person is to a provider, and the invitations by which the two are brought together, once."""

import base64
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.portal.model.record import Record
from services.portal.model.sign_in import digest

LIFE = timedelta(days=7)
LONGEST_ISSUER, LONGEST_SUBJECT = 200, 255
# 140 random bits: more than any code that could be guessed, or found from its hash.
BYTES, CHARACTERS, GROUP = 20, 28, 4


class Identity(Record):
    """A person at a provider: an issuer with a subject. An account may have several; each is of one account."""

    __tablename__ = "identity"
    __table_args__ = (Index("identity_actor", "actor"),)

    issuer: Mapped[str] = mapped_column(String(LONGEST_ISSUER), primary_key=True)
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), primary_key=True)
    actor: Mapped[str] = mapped_column(ForeignKey("account.actor"))
    linked_at: Mapped[datetime]
    used_at: Mapped[datetime]


class Invitation(Record):
    """The one code that links an account to whoever first comes with it, within seven days; kept hashed."""

    __tablename__ = "invitation"

    actor: Mapped[str] = mapped_column(ForeignKey("account.actor"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]

    def good(self, at: datetime) -> bool:
        return at - self.made_at <= LIFE


def new_code() -> str:
    """A code that people can type: 28 letters and digits in groups of four."""
    drawn = base64.b32encode(secrets.token_bytes(BYTES)).decode()[:CHARACTERS]
    return "-".join(drawn[start : start + GROUP] for start in range(0, len(drawn), GROUP))


def code_digest(typed: str) -> str:
    """How a code is kept and looked for, in whatever case and groups it was typed."""
    return digest("".join(one for one in typed.upper() if one.isalnum()))
