"""The words of CBV 2.0 (GS1, ISO/IEC 19988) that an event may use, and the few of our own beside them."""

from collections.abc import Mapping
from typing import Any

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
VERSIONS = {"GS1-EPCIS-Version": "2.0", "GS1-CBV-Version": "2.0"}
# Where a document is asked for.
EPCIS = "/portal/api/v1/epcis"
MEDIA_TYPE = "application/ld+json"
# Of what is ours in an event, and of the business steps for which CBV has no word.
PREFIX, OWN, OWN_STEPS = "sgr", "voc/", ("configuring", "wiping")

BIZ_STEPS = frozenset({
    "accepting", "arriving", "assembling", "collecting", "commissioning", "consigning", "creating_class_instance",
    "cycle_counting", "decommissioning", "departing", "destroying", "disassembling", "dispensing", "encoding",
    "entering_exiting", "holding", "inspecting", "installing", "killing", "loading", "other", "packing",
    "picking", "receiving", "removing", "repackaging", "repairing", "replacing", "reserving", "retail_selling",
    "sampling", "sensor_reporting", "shipping", "staging_outbound", "stock_taking", "stocking", "storing",
    "transporting", "unloading", "unpacking", "void_shipping",
})  # fmt: skip
DISPOSITIONS = frozenset({
    "active", "available", "completeness_inferred", "completeness_verified", "conformant", "container_closed",
    "container_open", "damaged", "destroyed", "dispensed", "disposed", "encoded", "expired", "in_progress",
    "in_transit", "inactive", "mismatch_class", "mismatch_instance", "mismatch_quantity", "needs_replacement",
    "no_pedigree_match", "non_conformant", "non_sellable_other", "partially_dispensed", "recalled", "reserved",
    "retail_sold", "returned", "sellable_accessible", "sellable_not_accessible", "stolen", "unavailable",
    "unknown",
})  # fmt: skip
TRANSACTIONS = frozenset({
    "bol", "cert", "desadv", "inv", "pedigree", "po", "poc", "prodorder", "recadv", "rma", "testprd", "testres",
    "upevt",
})  # fmt: skip


def step(word: str, base: str) -> str:
    """A business step as a document has it: CBV's word bare, ours as its address."""
    return f"{base}{OWN}bizstep/{word}" if word in OWN_STEPS else word


def strange(event: Mapping[str, Any], base: str) -> list[str]:
    """What of an event is in no vocabulary. The schema takes any address for a word, and so no typing error is seen."""
    own = {step(word, base) for word in OWN_STEPS}
    lasting = event.get("persistentDisposition", {})
    dispositions = [event.get("disposition"), *lasting.get("set", ()), *lasting.get("unset", ())]
    papers = [one.get("type") for one in event.get("bizTransactionList", ())]
    return [
        *(one for one in [event.get("bizStep")] if one not in BIZ_STEPS | own),
        *(one for one in dispositions if one not in DISPOSITIONS),
        *(one for one in papers if one is not None and one not in TRANSACTIONS),
    ]
