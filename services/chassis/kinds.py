"""What the kinds of codes are called, where people are told as what a text was read."""

from collections.abc import Mapping

from scanner.codes import Kind
from services.contracts.sentence import Sentence, say

KINDS: Mapping[Kind, Sentence] = {
    Kind.SERIAL: say("serial"),
    Kind.ASSET_TAG: say("asset tag"),
    Kind.LOCATION: say("location"),
    Kind.CARTON: say("carton"),
    Kind.DOCUMENT: say("number of a document"),
    Kind.SCHOOL: say("school"),
    Kind.UNKNOWN: say("as it stands"),
    Kind.GTIN: say("a product’s number, which names no single thing"),
    Kind.PART: say("a part’s number, which names no single thing"),
    Kind.IMEI: say("a telephone’s number (IMEI), which is not kept"),
    Kind.ICCID: say("a SIM card’s number (ICCID), which is not kept"),
    Kind.MAC: say("a network address (MAC), which is not kept"),
}
