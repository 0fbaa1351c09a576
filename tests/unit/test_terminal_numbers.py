"""What a person reads at the terminal has numbers and moments as French writes them; English has its own."""

import io
from datetime import UTC, datetime
from html import escape

import click
import pytest
from rich.console import Console

from scanner import language
from scanner.commands import decode, status
from services.audit.audit import Audit
from services.audit.report import chain_broken, end
from services.audit.speech import speech
from services.commands import listing, verify
from services.commands.terminal import spoken, tell
from services.contracts.sentence import say
from services.player.speech import Speech
from services.player.week.report import show
from services.portal.queries.chain import Chain
from tests.integration.written import wrong

AT = datetime(2020, 8, 26, 18, 30, 5, tzinfo=UTC)
DAYS, FLOW = ["2020-08-24", "2020-08-25"], [12345, 1700]
WEEK = {
    "week": {
        "days": DAYS,
        "by_day": {"received": FLOW},
        "clock": {"requests": 1200, "median_s": 181_000, "p90_s": 250_000, "late": 3},
    },
    "single_scans_at_the_client": {"count": 24_000, "p50_ms": 12.5, "p99_ms": 49.1, "max_ms": 1203.4},
    "seconds": 301.2,
}
STATE = {
    "waiting": 1200, "done": 30_000, "repeated": 2, "settled": 0, "oldest_waiting": "2020-08-26T14:30:05.123-04:00",
    "refused": [{"number": 1, "at": "2020-08-26T14:30:05.123-04:00", "action": "pick", "codes": ["5CG0123ABC"],
                 "say": "Non.", "settled": False}], "gaps": [(1200, 1300)], "mended": [],
}  # fmt: skip


def said() -> None:
    """All kinds of what commands print, each with large numbers, fractions and moments."""
    verify._tell(Chain(1_001_280, "0f"), 12, 10.25)
    tell(say("Request %(request)s: %(devices)s devices, %(seconds)s s.", request="D-1", devices=12_000, seconds=28.4))
    listing.show_table((say("Rows"), say("When (UTC)")), [(12_345, listing.moment(AT))])
    listing.show_lines([(say("Rows"), 12_345), (say("When (UTC)"), listing.moment(AT))])
    status._as_text(STATE)
    decode._as_table({"file": "a.png", "codes": [], "ms": 12.5})
    found = Audit([], 1_001_280, "0f", 30_000, 1)
    click.echo(end(found, speech(listing.terminal_language())))
    click.echo(chain_broken(1_001_280, speech(listing.terminal_language())))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_numbers_and_moments_are_written_as_the_language_does(
    lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESERVE_LANG", lang)
    language.use(lang)
    said()
    voice = Speech(lang, quiet=False)
    voice._console = Console(file=(told := io.StringIO()), width=200)
    show(WEEK, "http://127.0.0.1:8020", voice)
    voice.journey("5CG0123ABC", [{"at": AT.isoformat(), "what": "x", "where": None, "who": "y"}])
    language.use("en")
    printed = "".join(capsys.readouterr()) + told.getvalue().replace("http://127.0.0.1:8020", "")
    found = [one for line in printed.splitlines() for one in wrong(escape(line), lang)]
    # Operators compare moments to the second, as English writes them.
    assert [one for one in found if (lang, one[0]) != ("en", "seconds")] == []
    assert ("1,001,280" in printed) == (lang == "en")


def test_a_number_inside_a_sentence_inside_another_is_written_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESERVE_LANG", "fr")
    inner = say(
        "Signed heads that agree: %(heads)s; %(seconds)s s, %(pace)s entries/s", heads=1, seconds=0.2, pace=98_765
    )
    told = spoken(say("%(file)s holds no signed heads: %(reason)s", file="a", reason=inner))
    assert "0,2 s, 98\N{NO-BREAK SPACE}765" in told
