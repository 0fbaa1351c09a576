"""On what grounds something was done to a device, in a sentence: the reason, and the document that proves it."""

from typing import Any

from services.contracts.care import METHODS, OTHER, PAPERS, REASONS, Proof
from services.contracts.sentence import Sentence, say


def care(event: Any) -> Sentence | None:
    """The reason and the document of a step that has either; None when it has neither."""
    reason, proof = _reason(event), getattr(event, "proof", None)
    if proof is None:
        return reason
    document = _document(proof)
    return say("%(reason)s. %(document)s", reason=reason, document=document) if reason else document


def _reason(event: Any) -> Sentence | None:
    code, text = getattr(event, "why", ""), getattr(event, "reason", "")
    words = REASONS[code].words if code in REASONS and code != OTHER else None
    if words and text:
        return say("Reason: %(words)s (%(text)s)", words=words, text=text)
    return say("Reason: %(reason)s", reason=words or text) if words or text else None


def _document(proof: Proof) -> Sentence:
    told = say("%(kind)s %(number)s", kind=PAPERS[proof.kind], number=proof.number)
    if proof.method:
        told = say("%(told)s, %(method)s", told=told, method=METHODS[proof.method])
    for more in (proof.tool, proof.company, proof.reference, str(proof.day or "")):
        told = say("%(told)s, %(more)s", told=told, more=more) if more else told
    return told
