"""The week at the terminal, as the portal tells it: by day, its clock; and what single scans waited at the client."""

from typing import Any

from rich.table import Table

from services.player.play import mark
from services.player.speech import Speech

FLOWS = {
    "received": mark("Received at the warehouse"),
    "shipped": mark("Shipped to boards"),
    "delivered": mark("Delivered to boards"),
    "accepted": mark("Accepted by boards"),
    "missing": mark("Missing on arrival"),
    "damaged": mark("Damaged on arrival"),
    "configured": mark("Configured"),
    "handed_over": mark("Handed over"),
    "sent_back": mark("Sent back to the reserve"),
}


def show(result: dict[str, Any], url: str, speech: Speech) -> None:
    """Print it all; the page of the week has more."""
    week = result["week"]
    table = Table(title=speech._("The week, from the portal's log alone"), title_justify="left")
    for heading in (speech._("Devices"), *(day[5:] for day in week["days"]), speech._("Total")):
        table.add_column(heading, justify="left" if heading == speech._("Devices") else "right")
    for flow, counts in week["by_day"].items():
        table.add_row(speech._(FLOWS[flow]), *map(speech.number, counts), speech.number(sum(counts)))
    speech.table(table)
    if clock := week["clock"]:
        hours = {name: round(clock[f"{name}_s"] / 3600, 1) for name in ("median", "p90")}
        text = mark("%(requests)s requests delivered, median %(median)s h, 9 in 10 within %(p90)s h, %(late)s late")
        speech.note(speech.say(text, clock | hours))
    if waits := result["single_scans_at_the_client"]:
        text = mark("%(count)s single scans, at the client: p50 %(p50_ms)s ms, p99 %(p99_ms)s, longest %(max_ms)s")
        speech.note(speech.say(text, waits))
    speech.note(
        speech.say(
            "Played in %(seconds)s s. On the page: %(url)s/portal/week?from=%(first)s",
            {"seconds": result["seconds"], "url": url, "first": week["days"][0]},
        )
    )
