"""What the audit found, as sentences in both languages."""

import pytest

from services.audit.difference import OVER, broken, unknown, untold
from services.audit.report import sentence
from services.audit.speech import speech

LOST, UNTOLD = unknown("request", "r", "D000001", "intake"), untold("order", "o", "D000002", "warehouse")
TOO_MANY = (
    "À l’inscription 18, la commande D000003 s’est fait promettre plus de tablet qu’il n’y en avait\u00a0: "
    "-1 de libre ensuite."
)
PROMISED = broken(OVER, "o", "D000003", type="tablet", position=18, free=-1)


@pytest.mark.parametrize(
    ("one", "english", "french"),
    [
        (
            LOST,
            "Request D000001 is known by the log, unknown to intake.",
            "Demande D000001\u00a0: dans le journal, mais l’accueil des demandes n’en sait rien.",
        ),
        (
            UNTOLD,
            "Order D000002 is known to the warehouse, unknown to the log.",
            "Commande D000002\u00a0: l’entrepôt l’a, mais le journal n’en dit rien.",
        ),
        (
            PROMISED,
            "Order D000003 was promised more tablet at entry 18 than there was: -1 free after it.",
            TOO_MANY,
        ),
    ],
)
def test_each_difference_is_one_sentence(one, english: str, french: str):
    assert (sentence(one, speech("en")), sentence(one, speech("fr"))) == (english, french)
