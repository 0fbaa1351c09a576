"""The table of a bench: each figure in words, and what it must reach where something is asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Line:
    """A figure by its key, what it is, its unit, and its target: at least, or at most."""

    key: str
    words: str
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def target(self) -> str:
        if self.least is not None:
            return f"≥ {self.least:,g}"
        return f"≤ {self.most:,g}" if self.most is not None else ""

    def reached(self, value: Any) -> str:
        if self.least is None and self.most is None:
            return ""
        good = value >= self.least if self.least is not None else value <= self.most
        return "[green]yes[/]" if good else "[red]no[/]"


LINES = (
    Line("events_per_s", "one device a transaction, end to end", "events/s"),
    Line("celery_events_per_s", "  Celery, a task an event", "events/s"),
    Line("faststream_events_per_s", "  FastStream, a message an event", "events/s"),
    Line("ratio_to_best_peer", "  against the best peer", "times", least=3),
    Line("events_per_s_4_writers", "the same with four writers side by side", "events/s"),
    Line("celery_events_per_s_4_writers", "  Celery", "events/s"),
    Line("faststream_events_per_s_4_writers", "  FastStream", "events/s"),
    Line("ratio_to_best_peer_4_writers", "  against the best peer", "times"),
    Line("bulk_events_per_s", "500 devices a transaction, end to end", "events/s"),
    Line("drain_events_per_s", "10,000 waiting events, relay to commit", "events/s", least=5000),
    Line("embedded_events_per_s", "SQLite and the embedded broker", "events/s", least=1000),
    Line("idle_p50_ms", "idle, commit to commit, p50", "ms", most=10),
    Line("idle_p99_ms", "idle, commit to commit, p99", "ms", most=25),
    Line("celery_idle_p50_ms", "  Celery, p50", "ms"),
    Line("celery_idle_p99_ms", "  Celery, p99", "ms"),
    Line("faststream_idle_p50_ms", "  FastStream, p50", "ms"),
    Line("faststream_idle_p99_ms", "  FastStream, p99", "ms"),
    Line("scan_p50_ms", "a scan at 200/s, 30,000 devices, p50", "ms"),
    Line("scan_p99_ms", "a scan at 200/s, 30,000 devices, p99", "ms", most=50),
    Line("scan_p50_ms_300k", "a scan at 200/s, 300,000 devices, p50", "ms"),
    Line("scan_p99_ms_300k", "a scan at 200/s, 300,000 devices, p99", "ms"),
    Line("scan_p99_growth", "  p99 at 300,000 against 30,000", "times", most=1.2),
    Line("scan_cpu_ms", "  processor time of one scan, everything that follows from it", "ms"),
    Line("cpu_web", "  of one core meanwhile: web", "%"),
    Line("cpu_database", "  of one core meanwhile: PostgreSQL", "%"),
    Line("cpu_relay", "  of one core meanwhile: relays", "%"),
    Line("cpu_worker", "  of one core meanwhile: workers", "%"),
    Line("cpu_broker", "  of one core meanwhile: RabbitMQ", "%"),
    Line("asn_keep_s", "15,000 serials validated and kept", "s", most=3),
    Line("asn_receive_s", "15,000 serials received by one scan", "s", most=3),
    Line("asn_keep_statements", "  statements to keep them", ""),
    Line("asn_receive_statements", "  statements to receive them", ""),
    *(
        line
        for name, words in (
            ("receive", "received"),
            ("put_away", "put away"),
            ("pick", "picked"),
            ("load", "its cartons loaded"),
            ("dispatch", "dispatched"),
            ("accept", "accepted"),
            ("configure", "configured"),
            ("hand_over", "handed over"),
        )
        for line in (
            Line(f"stack_{name}_s", f"a stack of 1,200 devices: {words}", "s", most=1),
            Line(f"stack_{name}_cpu_s", "  processor time of web and database meanwhile", "s"),
        )
    ),
    Line("page_p95_ms", "the slowest page or list at 30,000 devices, p95", "ms", most=150),
    Line("pages_over", "  pages and lists that take longer", "", most=0),
    Line("page_cpu_ms", "  most processor time for one, the database's included", "ms"),
    Line("pages_over_cpu", "  pages and lists that take more than 150 ms of it", ""),
    Line("page_statements", "  most statements for one", ""),
    Line("list_file_s", "the longest list as a file, to its last row", "s"),
    Line("list_file_cpu_s", "  processor time of it", "s"),
    Line("worker_rss_mb", "a worker's memory after 50,000 events", "MB", most=150),
    Line("worker_rss_growth_mb", "  more than after the first 5,000", "MB", most=5),
)


def show(figures: Mapping[str, object]) -> None:
    """Print what was measured, in the order of `LINES`."""
    table = Table(title="smoke run: these figures mean nothing" if figures.get("quick") else None)
    for name, justify in (("", "left"), ("measured", "right"), ("", "left"), ("asked", "right"), ("reached", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for line in LINES:
        if line.key in figures:
            value = figures[line.key]
            table.add_row(line.words, f"{value:,}", line.unit, line.target, line.reached(value))
    Console().print(table)
