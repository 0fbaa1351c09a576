"""A form that met the end of its session, kept for its person for an hour, under a secret of the browser alone."""

import hashlib
import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import ForeignKey, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from services.portal.model.record import Record

LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class Form:
    """What was sent to an address: its fields, and the fields that hand its files back."""

    action: str
    fields: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]] = ()


class KeptForm(Record):
    """The last one of a person. What it says is sealed: whoever has the database alone cannot read it."""

    __tablename__ = "kept_form"

    actor: Mapped[str] = mapped_column(ForeignKey("account.actor"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(index=True)
    # Whether its person was led to it; he may still look at it, and is not led there again.
    offered: Mapped[bool] = mapped_column(server_default=false())

    def opened(self, secret: str, at: datetime) -> Form | None:
        """The form, by the browser's secret; None for another's, and once its hour is over."""
        return unseal(self.sealed, secret) if at - self.kept_at <= LIFE else None


def seal(form: Form, secret: str) -> bytes:
    return _lock(secret).encrypt(zlib.compress(json.dumps(asdict(form)).encode()))


def unseal(sealed: bytes, secret: str) -> Form | None:
    try:
        told = json.loads(zlib.decompress(_lock(secret).decrypt(sealed)))
    except InvalidToken:
        return None
    fields, files = ([(name, value) for name, value in told[kind]] for kind in ("fields", "files"))
    return Form(told["action"], fields, files)


def _lock(secret: str) -> Fernet:
    """The secret is random bits enough: no slow hash is needed."""
    return Fernet(urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
