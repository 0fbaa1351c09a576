"""What stations of boards and of the dock do: one literal, from which the scanning page and its tests are made."""

from dataclasses import replace

from services.chassis.station.mode import Mode, Need
from services.contracts.roles import BOARD, WAREHOUSE
from services.contracts.sentence import say

SHIPMENT = Need(
    "shipment",
    say("Shipment"),
    kinds=("document",),
    required=False,
    chosen=True,
    hint=say("Its number. Without it, the newest one that is being received."),
)
SCHOOL = Need("school", say("School"), kinds=("school",), hint=say("Six digits."))
REASON = Need(
    "reason",
    say("Reason"),
    sticky=False,
    hint=say("What you see. Never write a student’s name or code permanent."),
)
BROKEN = Need("reason", say("What is broken"), sticky=False)
ABSENT = Need("reason", say("What is not there"), sticky=False)
UNTIL = Need("until", say("Until"), required=False, hint=say("The last day of the loan, as 2021-06-23."))
STACKS = ("serial", "asset_tag", "carton")

INTO = Need("transfer", say("Transfer"), kinds=("document",), chosen=True, hint=say("Its number, or its label."))
OUT_OF = replace(INTO, required=False, hint=say("Its number, or its label. Without it, any that is on its way to you."))

# At the dock, the truck's door open.
LOADED = Need(
    "shipment", say("Shipment"), kinds=("document",), chosen=True, hint=say("Its number, or the label on its papers.")
)

OF_BOARDS = (
    Mode(
        "accept",
        say("Accept"),
        needs=(
            SHIPMENT,
            Need("maker", say("Maker, for a device on no packing list"), required=False, sticky=False),
            Need("reason", say("Reason, for a device on no packing list"), required=False, sticky=False),
        ),
        takes=("serial", "asset_tag", "carton"),
    ),
    Mode("damage", say("Arrived damaged"), needs=(REASON, SHIPMENT), seldom=True),
    Mode("take", say("Take to configure"), takes=STACKS, steps=False),
    Mode("leave", say("Leave it waiting"), steps=False, seldom=True),
    Mode("set_aside", say("Set aside, cannot be configured"), needs=(REASON,), steps=False, seldom=True),
    Mode("configure", say("Configured"), takes=STACKS),
    Mode("hand_over", say("Hand over to a school"), needs=(SCHOOL,), takes=STACKS),
    Mode("hand_over", say("Hand over to a student"), variant="student", given={"student": "yes"}),
    Mode("take_back", say("Take back"), takes=STACKS, given={"condition": "fine"}),
    Mode(
        "take_back",
        say("Take back, damaged"),
        needs=(BROKEN,),
        variant="damaged",
        given={"condition": "damaged"},
        seldom=True,
    ),
    Mode(
        "take_back",
        say("Take back, something is missing"),
        needs=(ABSENT,),
        variant="incomplete",
        given={"condition": "incomplete"},
        seldom=True,
    ),
    # What goes back for one reason on one day shares a return.
    Mode("send_back", say("Send back"), needs=(Need("reason", say("Reason")),)),
    Mode("send_on", say("Into a transfer"), needs=(INTO,), seldom=True),
    Mode("take_over", say("Received from another board"), needs=(OUT_OF,), seldom=True),
    Mode(
        "take_over",
        say("Received from another board, damaged"),
        needs=(BROKEN, OUT_OF),
        variant="damaged",
        given={"condition": "damaged"},
        seldom=True,
    ),
    Mode("lend", say("Lent to another school"), needs=(SCHOOL, UNTIL), seldom=True),
    Mode("give_back", say("Given back to the school that lent it"), seldom=True),
    Mode("sign", say("Slip signed"), takes=("document",), steps=False, seldom=True),
    Mode("lost", say("Lost"), needs=(REASON,), seldom=True),
    Mode("stolen", say("Stolen"), needs=(REASON,), seldom=True),
    Mode("found", say("Found")),
    Mode("undo", say("Undo the last step"), needs=(REASON,), steps=False, seldom=True),
)
AT_DOCK = (
    Mode("load", say("Load"), needs=(LOADED,), takes=("carton",)),
    Mode(
        "undo", say("Take off the truck"), needs=(REASON,), takes=("carton",), variant="load", steps=False, seldom=True
    ),
)
MODES = (
    *(replace(mode, roles=BOARD) for mode in OF_BOARDS),
    *(replace(mode, roles=WAREHOUSE) for mode in AT_DOCK),
)
