"""What a station does in the warehouse: one literal, from which the scanning page and its tests are made."""

from dataclasses import replace

from services.chassis.station.mode import Mode, Need
from services.contracts.roles import Role
from services.contracts.sentence import say

LOCATION = Need("location", say("Location"), kinds=("location",))
REASON = Need("reason", say("Reason"), sticky=False, hint=say("What you see; never a person’s name."))
# As short-lived as the words that it stands for.
WHY = Need("why", say("Reason from the list"), required=False, sticky=False, chosen=True)
WORDS = replace(
    REASON, unless="why", hint=say("Only where the list says too little: what you see, never a person’s name.")
)
PAPER = Need(
    "paper", say("Document"), kinds=("document",), required=False, chosen=True, hint=say("Its number, or its label.")
)
CERTIFICATE = replace(PAPER, required=True, hint=say("The certificate that somebody else opened."))
# A stack goes for one reason.
WHY_FOR_ALL, WORDS_FOR_ALL = replace(WHY, sticky=True), replace(WORDS, sticky=True)
MANAGERS = frozenset({Role.WAREHOUSE_MANAGER})
ONE_BY_ONE = ("serial", "asset_tag")
# A supplier's carton stands for the devices that were announced in it.
OR_CARTON = (*ONE_BY_ONE, "carton")

MODES = (
    Mode(
        "receive",
        say("Receive"),
        needs=(
            LOCATION,
            Need(
                "delivery", say("Delivery"), required=False, chosen=True, hint=say("Its number, if it came with one.")
            ),
            # Of one device: were it kept, the next label that is misread would become a device of that model.
            Need(
                "model",
                say("Model, for a device that nobody announced"),
                required=False,
                sticky=False,
                hint=say("The maker’s part number."),
            ),
        ),
        # The label of a return's papers stands for all that a board sent back in it.
        takes=(*OR_CARTON, "document"),
    ),
    Mode("put_away", say("Put away"), needs=(LOCATION,), takes=OR_CARTON),
    Mode(
        "pick",
        say("Pick"),
        needs=(Need("order", say("Order"), kinds=("document",), chosen=True, hint=say("The request’s number.")),),
    ),
    Mode(
        "pick",
        say("Pick a wave"),
        needs=(
            Need(
                "wave",
                say("Wave"),
                kinds=("location", "document"),
                hint=say("Its number, its pick list, or its cart’s label."),
            ),
        ),
        variant="wave",
    ),
    Mode("pack", say("Pack"), needs=(Need("carton", say("Carton"), kinds=("carton",)),)),
    Mode(
        "count",
        say("Count"),
        needs=(
            Need("count", say("Count"), kinds=("document",), chosen=True, hint=say("Its number.")),
            Need("location", say("Location"), kinds=("location",), required=False, hint=say("In a zone: which shelf.")),
        ),
        takes=OR_CARTON,
        steps=False,
    ),
    Mode("wipe", say("Wiped"), needs=(PAPER,)),
    Mode("quarantine", say("Set aside"), needs=(WHY, WORDS), seldom=True),
    Mode("release", say("Release")),
    Mode("repair", say("Put into repair"), needs=(WHY, WORDS, PAPER), seldom=True),
    Mode("repaired", say("Repaired")),
    Mode("retire", say("Retire for good"), needs=(WHY_FOR_ALL, WORDS_FOR_ALL, PAPER), seldom=True, roles=MANAGERS),
    Mode(
        "destroy",
        say("Destroyed"),
        needs=(WHY_FOR_ALL, WORDS_FOR_ALL, CERTIFICATE),
        steps=False,
        seldom=True,
        roles=MANAGERS,
    ),
    Mode("undo", say("Take back"), needs=(REASON,), steps=False, seldom=True),
)
