"""How people may come in at this installation: by a password, and by which organisations' providers."""

from flask import current_app

from services.chassis.errors import NotFound
from services.chassis.providers import Provider, Providers
from services.chassis.setting import LocalSignIn
from services.chassis.settings import Settings
from services.contracts.sentence import say
from services.portal.model.sign_in import Passwords


def passwords() -> Passwords:
    """What a password opens here."""
    settings = _settings()
    return Passwords(settings.local_sign_in, noted=bool(settings.providers.all))


def shown(emergency: bool) -> bool:
    """Whether the sign-in page shows the form of a password; `emergency`: its address says that one is meant."""
    lets = passwords().lets
    return lets is LocalSignIn.YES or (lets is LocalSignIn.EMERGENCY and emergency)


def providers() -> Providers:
    return _settings().providers


def provider(code: str) -> Provider:
    """One of them. Raises `NotFound`."""
    found = providers().of(code)
    if found is None:
        raise NotFound("oidc.unknown", say("Nobody signs in there."))
    return found


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
