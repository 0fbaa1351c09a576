"""What our board asks of the Ministry: requests in every state before a device leaves for it."""

from services.chassis.act import now
from services.contracts.roles import Person, Role
from services.intake.model.calendar import day_of
from tests.integration.house import OURS
from tests.integration.things import INTAKE, SITE, Chapter

REQUESTS = f"{INTAKE}/requests"


class Asking(Chapter):
    """Requests; `granted` is the one way to an order."""

    def asking(self) -> None:
        self.know("board", OURS, ours=True)
        self.know("month", f"{day_of(now()):%Y-%m}")
        self.call(Role.BOARD_MANAGER, "PUT", f"{INTAKE}/boards/{OURS}/sites/quai", SITE)
        line = {"type": "tablet", "by_category": {"no_access": 200}}
        self.call(
            Role.BOARD_MANAGER, "POST", f"{INTAKE}/boards/{OURS}/portraits", {"weekly_capacity": 9, "lines": [line]}
        )
        self.collect("closed")
        self.collect("open")
        self.house.pump()
        self.know("request draft", self.request(1, "draft"), ours=True)
        self.know("request submitted", self.request(1, "submitted"), ours=True)
        self.decided("refused", Role.MINISTRY, "refuse")
        self.decided("sent back", Role.MINISTRY, "send-back")
        self.decided("paused", Role.MINISTRY, "pause")
        self.decided("withdrawn", Role.BOARD_MANAGER, "withdraw")

    def collect(self, state: str) -> None:
        """A collection of portraits; the one before it ends with it."""
        body = {"title": f"Portrait ({state})", "deadline": "2100-06-19T16:00:00-04:00"}
        self.know(f"campaign {state}", self.call(Role.MINISTRY, "POST", f"{INTAKE}/campaigns", body)["id"])

    def request(self, count: int, state: str = "granted") -> str:
        """A request for so many tablets, as far as `state`."""
        line = {"type": "tablet", "category": "no_access", "quantity": count}
        body = {"site": "quai", "urgency": "normal", "justification": "Classes fermées", "lines": [line]}
        made: str = self.call(Role.BOARD_MANAGER, "POST", REQUESTS, body)["id"]
        if state != "draft":
            self.call(Role.BOARD_MANAGER, "POST", f"{REQUESTS}/{made}/submit", {"freight_accepted": True})
        if state == "granted":
            self.call(Role.MINISTRY, "POST", f"{REQUESTS}/{made}/grant", {})
            self.house.pump()
        return made

    def decided(self, state: str, role: Role, step: str, request: str | None = None) -> None:
        """A request, a new one if none is given, of which this was the last step."""
        known = self.know(f"request {state}", request or self.request(1, "submitted"), ours=True)
        self.call(role, "POST", f"{REQUESTS}/{known}/{step}", {"reason": "Erreur de saisie"})

    def split(self) -> None:
        """A round over what is still open, prepared by another person of the Ministry than the one who acts else."""
        token = self.house.keys.sign(Person("u-ministry-second", Role.MINISTRY))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "round"}
        answer = self.house.ask("POST", f"{INTAKE}/rounds", headers, json={})
        assert answer.status_code == 201, answer.text
        self.know("round", answer.json["id"])

    def asked_back(self) -> None:
        """Of two granted requests the warehouse is asked to let go, and has not heard it yet."""
        withdrawn, taken_back = self.request(1), self.request(1)
        self.decided("withdrawing", Role.BOARD_MANAGER, "withdraw", withdrawn)
        self.decided("taken back", Role.MINISTRY, "undo", taken_back)
