"""The digest as a letter: what a reader must know today, in their language, with no name of a person in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from babel.numbers import format_decimal

from services.chassis.catalogue import catalogue
from services.contracts.reference import boards
from services.contracts.sentence import Sentence, say
from services.contracts.values import BoardCode
from services.portal.model import clock
from services.portal.model.forecast import Range
from services.portal.queries.digest import Delivered, Reminder, Report
from services.portal.queries.forecast import Running
from services.portal.queries.returned import LateReturn
from services.portal.queries.unconfirmed import Unconfirmed
from services.portal.words import STAGES
from services.written import agreed

PACKAGES = ("services.portal", "services.contracts")
# What one can read; the site has the rest.
MOST = 50
Section = tuple[Sentence, Sequence[Sentence]]


def letter(report: Report, language: str, at: datetime) -> tuple[str, str]:
    """The subject and the text of a report that is not empty."""
    translate = catalogue(PACKAGES, language).gettext

    def written(sentence: Sentence) -> str:
        return agreed(sentence.render(translate), language)

    day = clock.day_of(at).isoformat()
    subject = say(
        "Reserve, %(day)s: %(late)s late, %(risk)s at risk, %(likely)s likely to be late",
        day=day, late=len(report.late), risk=len(report.at_risk), likely=len(report.likely),
    )  # fmt: skip
    begin = say("What needs an eye today, counted from the log of events. The page “Delivery times” has it all.")
    text = [written(begin)]
    for title, lines in _sections(report, language):
        if lines:
            text += ["", written(title)]
            text += [f"- {written(line)}" for line in lines[:MOST]]
        if len(lines) > MOST:
            text.append(written(say("… and %(count)s more.", count=len(lines) - MOST)))
    end = say("One such message a day at most. Whoever keeps the site can end it, or send it elsewhere.")
    return written(subject), "\n".join([*text, "", written(end), ""])


def message(sender: str, to: str, number: str, told: tuple[str, str], language: str, at: datetime) -> EmailMessage:
    """The mail of a letter. `number` names it for good: a server that gets it twice can tell."""
    mail = EmailMessage()
    mail["From"], mail["To"] = Address(addr_spec=sender), Address(addr_spec=to)
    mail["Subject"], text = told
    mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{number}@{sender.rpartition('@')[2]}>"
    mail["Content-Language"], mail["Auto-Submitted"] = f"{language}-CA", "auto-generated"
    mail.set_content(text)
    return mail


def _sections(report: Report, language: str) -> Iterator[Section]:
    late, risk = ([_standing(one, language) for one in some] for some in (report.late, report.at_risk))
    likely = [_expected(one, one.expected, language) for one in report.likely if one.expected]
    came = [_delivered(one, language) for one in report.delivered]
    open_ = [_unconfirmed(one, language) for one in report.unconfirmed]
    returns = [_returned(one, language) for one in report.returns]
    stale = [say("%(board)s: %(days)s days", board=_board(one, language), days=days) for one, days in report.stale]
    never = [say("%(board)s", board=_board(one, language)) for one in report.never]
    asked = [_reminder(one) for one in report.reminders]
    yield say("Your needs portrait is asked for (%(count)s):", count=len(asked)), asked
    yield say("Late (%(count)s):", count=len(late)), late
    yield say("At risk (%(count)s):", count=len(risk)), risk
    yield say("Likely to be late (%(count)s):", count=len(likely)), likely
    yield say("Delivered late since yesterday (%(count)s):", count=len(came)), came
    yield say("Delivered, and the receipt not ended (%(count)s):", count=len(open_)), open_
    yield say("Returns on their way for too long (%(count)s):", count=len(returns)), returns
    yield say("Portraits to be renewed (%(count)s):", count=len(stale)), stale
    yield say("Boards that never gave a portrait (%(count)s):", count=len(never)), never


def _standing(one: Running, language: str) -> Sentence:
    return say(
        "%(number)s, %(board)s: %(stage)s, for %(hours)s h of %(target)s",
        number=one.request.number,
        board=_board(one.request.board, language),
        stage=STAGES[one.request.state],
        hours=_hours(one.age_s, language),
        target=_hours(one.request.target_s, language),
    )


def _expected(one: Running, expected: Range, language: str) -> Sentence:
    return say(
        "%(number)s, %(board)s: %(stage)s; delivery expected after %(likely)s h (%(low)s to %(high)s) of %(target)s",
        number=one.request.number,
        board=_board(one.request.board, language),
        stage=STAGES[one.request.state],
        target=_hours(one.request.target_s, language),
        low=_hours(one.age_s + expected.low_s, language),
        likely=_hours(one.age_s + expected.likely_s, language),
        high=_hours(one.age_s + expected.high_s, language),
    )


def _delivered(one: Delivered, language: str) -> Sentence:
    return say(
        "%(number)s, %(board)s: after %(hours)s h of %(target)s",
        number=one.number,
        board=_board(one.board, language),
        hours=_hours(one.whole_s, language),
        target=_hours(one.target_s, language),
    )


def _unconfirmed(one: Unconfirmed, language: str) -> Sentence:
    return say(
        "%(number)s, %(board)s: delivered %(days)s days ago",
        number=one.number,
        board=_board(one.board, language),
        days=one.days,
    )


def _returned(one: LateReturn, language: str) -> Sentence:
    return say(
        "%(number)s, %(board)s: %(devices)s device(s), since %(days)s days",
        number=one.number or one.id or "",
        board=_board(one.board or "", language),
        devices=one.devices,
        days=one.days,
    )


def _reminder(one: Reminder) -> Sentence:
    return say(
        "%(title)s: answer by %(deadline)s",
        title=one.title,
        deadline=f"{one.deadline.astimezone(clock.HERE):%Y-%m-%d %H:%M}",
    )


def _board(code: str, language: str) -> str:
    known = boards().get(BoardCode(code))
    return known.name(language) if known else code


def _hours(seconds: int, language: str) -> str:
    return str(format_decimal(seconds / 3600, "0.#", locale=language))
