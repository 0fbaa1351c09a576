"""What a process counts of its own work. Labels are few and bounded: no device, no person, no board is one.

A route is its template, a code one of those that the product's own texts have; what a client may write freely is none.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

METERS = CollectorRegistry()

REQUEST_S = (0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
SCAN_S = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
# From the commit that recorded an event to the commit that applied it.
LAG_S = (0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 60.0, 300.0, 3600.0)
CONFIRM_S = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0)
TOGETHER = (1, 2, 5, 10, 25, 50, 100, 250, 500)


def _counter(name: str, told: str, *labels: str) -> Counter:
    return Counter(f"reserve_{name}", told, ["service", *labels], registry=METERS)


def _histogram(name: str, told: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
    return Histogram(f"reserve_{name}", told, ["service", *labels], registry=METERS, buckets=buckets)


REQUESTS = _histogram(
    "request_duration_seconds", "How long answers took, by route template and class of status.", REQUEST_S,
    "method", "route", "status",
)  # fmt: skip
REFUSALS = _counter("refusals_total", "Requests that were answered by a problem, by its code.", "code", "status")
RETRIES = _counter("transaction_retries_total", "Transactions of requests that were run again.")
SIGN_INS = _counter("sign_ins_total", "Attempts to sign in: opened, wrong, locked.", "outcome")

SCAN_REQUESTS = _histogram(
    "scan_duration_seconds", "How long a station waited: `single` up to 10 scans at once, else `stack`.", SCAN_S, "lane"
)
SCANS_TOGETHER = _histogram("scan_batch_scans", "How many scans were sent together.", TOGETHER)
SCANS = _counter("scans_total", "Scans judged, by action and outcome.", "action", "outcome")
SCAN_REFUSALS = _counter("scan_refusals_total", "Scans refused, by the refusal's code.", "code")

SENT = _counter("events_sent_total", "Events that the broker confirmed.")
UNROUTED = _counter("events_unrouted_total", "Times that an event found no queue bound to its key.")
SENT_TOGETHER = _histogram("relay_batch_events", "How many events left together.", TOGETHER)
CONFIRMS = _histogram("relay_confirm_seconds", "From the first event of a batch sent to its last confirm.", CONFIRM_S)
RELAY_WAITS = _counter("relay_waits_total", "Times that the relay found the broker or the database away.")
RELAY_ACTIVE = Gauge("reserve_relay_active", "1 where this process has the relay's turn.", ["service"], registry=METERS)

APPLIED = _counter("events_applied_total", "Events applied, or noted where nobody subscribes to them.")
DUPLICATES = _counter("events_duplicate_total", "Events that came again and changed nothing.")
LATE = _counter("events_late_total", "Events passed over since a later one of their subject was applied.")
PARKED = _counter("events_parked_total", "Events set aside, each time that one is.")
UNREADABLE = _counter("messages_unreadable_total", "Messages that went to the dead letters.")
TAKEN_TOGETHER = _histogram("inbox_batch_events", "How many events were applied together.", TOGETHER)
APPLYING = _histogram("inbox_apply_seconds", "How long a batch took to be applied and committed.", SCAN_S)
LAG = _histogram("event_lag_seconds", "From an event's recording to its being applied.", LAG_S)
BATCH_FAILURES = _counter("inbox_batch_failures_total", "Times that a batch failed as a whole and was taken apart.")
BROKER_LOSSES = _counter("worker_broker_losses_total", "Times that the worker lost the broker.")

FILES_VETTED = _counter("files_vetted_total", "Kept files that the antivirus looked at, by what it said.", "outcome")
# `away`: it did not answer, and is asked again.
VERDICTS = ("clean", "infected", "away")

OF_WEB: tuple[MetricWrapperBase, ...] = (RETRIES, SCANS_TOGETHER)
OF_RELAY: tuple[MetricWrapperBase, ...] = (SENT, UNROUTED, SENT_TOGETHER, CONFIRMS, RELAY_WAITS, RELAY_ACTIVE)
OF_WORKER: tuple[MetricWrapperBase, ...] = (
    APPLIED, DUPLICATES, LATE, PARKED, UNREADABLE, TAKEN_TOGETHER, APPLYING, LAG, BATCH_FAILURES, BROKER_LOSSES,
)  # fmt: skip


# What a service's web shows at nought beside, by its doors: a meter, and the label that comes after the service's.
Nought = tuple[MetricWrapperBase, str]
OF_SCANS: tuple[Nought, ...] = ((SCAN_REQUESTS, "single"), (SCAN_REQUESTS, "stack"))
OF_SIGN_INS: tuple[Nought, ...] = ((SIGN_INS, "opened"), (SIGN_INS, "wrong"), (SIGN_INS, "locked"))

# What is our fault, or the database's: somebody is woken by the first.
FAULTS = (("fault", "500"), ("database.away", "503"), ("outcome.unknown", "503"))


def begin(service: str, meters: tuple[MetricWrapperBase, ...]) -> None:
    """Show these at nought: of a counter that appears with its first event, nobody would see the rise."""
    for one in meters:
        one.labels(service)
    if set(OF_WORKER) <= set(meters):
        for verdict in VERDICTS:
            FILES_VETTED.labels(service, verdict)
    if set(OF_WEB) <= set(meters):
        for fault in FAULTS:
            REFUSALS.labels(service, *fault)
