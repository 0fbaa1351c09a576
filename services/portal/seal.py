"""Signing heads of the log and telling whether a signature holds: Ed25519 (RFC 8032), keys and signatures in base64."""

from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from services.chassis.pair import files
from services.chassis.run import LOG
from services.chassis.settings import Settings


class Seal:
    """The private key by which this installation signs the heads of its log."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.key = _written(key.public_key())

    def sign(self, text: str) -> str:
        return b64encode(self._key.sign(text.encode())).decode()


def seal_of(settings: Settings) -> Seal | None:
    """The installation's seal; None on a machine that does not hold the private key."""
    private, _ = files(settings.var / "keys", LOG)
    if not private.exists():
        return None
    key = load_pem_private_key(private.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{private} holds no Ed25519 key")
    return Seal(key)


def own_key(settings: Settings) -> Path:
    """The file of the installation's public key."""
    return files(settings.var / "keys", LOG)[1]


def read_key(file: Path) -> str:
    """The public key of a PEM file. Raises `ValueError` when it is none of Ed25519."""
    key = load_pem_public_key(file.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{file} holds no public key of Ed25519")
    return _written(key)


def pem_of(key: str) -> str:
    """A public key as a PEM file."""
    return _read(key).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def holds(text: str, key: str, signature: str) -> bool:
    """Whether `signature` is that of `key` over `text`."""
    try:
        _read(key).verify(b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _read(key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(b64decode(key, validate=True))


def _written(key: Ed25519PublicKey) -> str:
    return b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
