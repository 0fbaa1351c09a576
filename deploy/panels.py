"""What the dashboard shows: the queries of each panel, whose words stand by its name in `grafana/panels.csv`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Words = tuple[str, str]
OF_SERVICE = 'service=~"$service"'


@dataclass(frozen=True)
class Shown:
    """One query. `legend` names its series, in French and English; `unit` is Grafana's, where it is not its panel's."""

    query: str
    legend: str | Words
    unit: str = ""


@dataclass(frozen=True)
class Panel:
    """`good`: of figures in colour, whether one that is up is green, or that there is none."""

    shown: Sequence[Shown]
    unit: str = "short"
    good: str = ""


def now(metric: str, by: str = "service") -> str:
    """A figure as it is; of several web processes that tell it, once."""
    return f"max by ({by}) ({metric}{{{OF_SERVICE}}})"


def rate(metric: str, by: str = "service") -> str:
    return f"sum by ({by}) (rate({metric}{{{OF_SERVICE}}}[$__rate_interval]))"


def any_of(query: str) -> str:
    """What there is of many labels; while there is none, nought: an empty panel would look like a broken one."""
    return f"{query} > 0 or on () vector(0)"


def quantile(share: float, metric: str, by: str = "service", more: str = "") -> str:
    """What this share of cases stayed below. While nothing happens there is no number, and the line has a gap."""
    cases = f"{metric}_bucket{{{OF_SERVICE}{more}}}[$__rate_interval]"
    return f"histogram_quantile({share}, sum by ({by}, le) (rate({cases})))"


def waits(metric: str, more: str = "") -> Panel:
    """Seconds, of the middle case and of one in a hundred."""
    shown = [(quantile(share, metric, more=more), f"{{{{service}}}} p{share * 100:g}") for share in (0.5, 0.99)]
    return Panel([Shown(*one) for one in shown], "s")


def each(*shown: tuple[str, str, str]) -> list[Shown]:
    """Queries by service, each with its word in French and in English."""
    return [
        Shown(query, (f"{{{{service}}}} {french}", f"{{{{service}}}} {english}")) for query, french, english in shown
    ]


RELAYS = f"sum by (service) (reserve_relay_active{{{OF_SERVICE}}}) or 0 * {now('reserve_database_up')}"
STANDS = f"({now('reserve_inbox_waiting')} > bool 0) * (time() - {now('reserve_inbox_last_taken_timestamp_seconds')})"
# Of a queue of which nothing was ever taken the age would be that of the calendar.
A_WEEK_S = 604_800
SLOWEST = quantile(0.95, "reserve_request_duration_seconds", "service, method, route")

ROWS: Mapping[str, Mapping[str, Panel]] = {
    "is_all_well": {
        "processes": Panel([Shown(f"min by (process) (reserve_process_up{{{OF_SERVICE}}})", "{{process}}")], good="up"),
        "databases_broker_queues": Panel(
            each(
                (now("reserve_database_up"), "base", "database"),
                (now("reserve_broker_up"), "courtier", "broker"),
                (now("reserve_queue_up"), "file", "queue"),
            ),
            good="up",
        ),
        "parked_dead_letters_gaps": Panel(
            [
                *each((now("reserve_inbox_parked"), "mis de côté", "parked")),
                Shown("max(reserve_dead_letters)", ("lettres mortes", "dead letters")),
                Shown("max(reserve_log_gap_subjects)", ("trous", "gaps")),
            ],
            good="none",
        ),
    },
    "does_whoever_scans_wait": {
        "a_scan_wait": waits("reserve_scan_duration_seconds", ',lane="single"'),
        "a_stack_wait": waits("reserve_scan_duration_seconds", ',lane="stack"'),
        "scans_together": Panel([Shown(quantile(0.9, "reserve_scan_batch_scans"), "{{service}}")]),
        "scans": Panel(
            [
                Shown(
                    any_of(rate("reserve_scans_total", "service, action, outcome")),
                    "{{service}} {{action}} {{outcome}}",
                )
            ],
            "ops",
        ),
        "scans_refused": Panel(
            [Shown(any_of(rate("reserve_scan_refusals_total", "service, code")), "{{service}} {{code}}")], "ops"
        ),
    },
    "do_pages_answer": {
        "answers": Panel(
            [Shown(rate("reserve_request_duration_seconds_count", "service, status"), "{{service}} {{status}}")],
            "reqps",
        ),
        "the_slowest_routes": Panel([Shown(f"topk(10, {SLOWEST} >= 0)", "{{method}} {{route}}")], "s"),
        "refusals": Panel(
            [Shown(any_of(rate("reserve_refusals_total", "service, code")), "{{service}} {{code}}")], "ops"
        ),
        "transactions_run_again": Panel([Shown(rate("reserve_transaction_retries_total"), "{{service}}")], "ops"),
        "sign_ins": Panel(
            [Shown("sum by (outcome) (rate(reserve_sign_ins_total[$__rate_interval]))", "{{outcome}}")], "ops"
        ),
    },
    "do_events_arrive": {
        "lag": waits("reserve_event_lag_seconds"),
        "age_of_the_outbox": Panel([Shown(now("reserve_outbox_oldest_seconds"), "{{service}}")], "s"),
        "age_of_the_queue": Panel([Shown(f"clamp_max({STANDS}, {A_WEEK_S})", "{{service}}")], "s"),
        "what_waits": Panel(
            each(
                (now("reserve_outbox_unsent"), "à envoyer", "to be sent"),
                (now("reserve_inbox_waiting"), "à traiter", "to be dealt with"),
            )
        ),
        "who_works": Panel(
            each((RELAYS, "relais", "relay"), (now("reserve_inbox_consumers"), "travailleurs", "workers"))
        ),
        "sent_and_applied": Panel(
            each(
                (rate("reserve_events_sent_total"), "envoyés", "sent"),
                (rate("reserve_events_applied_total"), "appliqués", "applied"),
            ),
            "ops",
        ),
        "confirming_and_applying": Panel(
            each(
                (quantile(0.99, "reserve_relay_confirm_seconds"), "confirmation", "confirmed"),
                (quantile(0.99, "reserve_inbox_apply_seconds"), "application", "applied"),
            ),
            "s",
        ),
        "size_of_batches": Panel(
            each(
                (quantile(0.9, "reserve_relay_batch_events"), "envoyés", "sent"),
                (quantile(0.9, "reserve_inbox_batch_events"), "appliqués", "applied"),
            )
        ),
        "twice_late_set_aside": Panel(
            each(
                (rate("reserve_events_duplicate_total"), "deux fois", "twice"),
                (rate("reserve_events_late_total"), "en retard", "late"),
                (rate("reserve_events_parked_total"), "mis de côté", "parked"),
                (rate("reserve_messages_unreadable_total"), "illisibles", "unreadable"),
                (rate("reserve_events_unrouted_total"), "sans file", "without a queue"),
            ),
            "ops",
        ),
        "absences": Panel(
            each(
                (rate("reserve_relay_waits_total"), "relais", "relay"),
                (rate("reserve_worker_broker_losses_total"), "travailleur", "worker"),
                (rate("reserve_inbox_batch_failures_total"), "lots", "batches"),
            ),
            "ops",
        ),
    },
    "does_the_reserve_keep_its_word": {
        "running_clocks": Panel([Shown("max by (clock) (reserve_clock_running_requests)", "{{clock}}")]),
        "clock_breaches": Panel([Shown("max(reserve_clock_breached_requests)", ("dépassés", "breached"))]),
        "permanent_log": Panel(
            [
                Shown("max(reserve_log_entries)", ("inscriptions", "entries")),
                Shown(
                    "time() - max(reserve_log_last_entry_timestamp_seconds)",
                    ("depuis la dernière", "since the last"),
                    "s",
                ),
            ]
        ),
        "keys_days_until_due": Panel(
            [Shown("(max by (key) (reserve_key_due_timestamp_seconds) - time()) / 86400", "{{key}}")], "d"
        ),
        "antivirus": Panel([Shown("sum by (outcome) (increase(reserve_files_vetted_total[1h]))", "{{outcome}}")]),
    },
}
