"""The portal as a value: it hears everything and tells nothing."""

from services.chassis.service import Service, whole
from services.contracts.events import EVENTS
from services.portal import model
from services.portal.digest import keep_sending
from services.portal.operations.anew import read_anew
from services.portal.operations.log import append
from services.portal.publishing import keep_publishing
from services.portal.signing import keep_signing
from services.portal.terms import TERMS

SERVICE = Service(
    name="portal",
    package="services.portal",
    tables=whole(model),
    # One operation for all, so that a run of any events is one append.
    subscriptions=dict.fromkeys(EVENTS, append),
    everything=True,
    jobs={"digests": keep_sending, "publications": keep_publishing, "heads": keep_signing},
    renew=read_anew,
    terms=TERMS,
)
