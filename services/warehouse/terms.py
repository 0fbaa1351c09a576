"""How long the warehouse keeps suppliers' files."""

from services.chassis.terms import Term
from services.contracts.sentence import say
from services.warehouse.model.notice_file import NoticeFile

TERMS = (
    Term(
        "supplier files",
        say("The bytes of a supplier’s file"),
        730,
        say("A claim to a supplier is settled by then; what was read of it stays."),
        NoticeFile.id,
        lambda moment: NoticeFile.sent_at < moment,
        forgets=NoticeFile.packed,
    ),
)
