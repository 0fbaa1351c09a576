"""One line of the table of ways, and what several lines send."""

from collections.abc import Callable
from typing import Any

Form = dict[str, Any] | Callable[[], dict[str, Any]]
WHY = {"reason": "Erreur de saisie"}


class Way:
    """One good call of a route."""

    def __init__(
        self, *path: str, json: Form | None = None, form: Form | None = None, query: Form | None = None, abroad: int = 0
    ) -> None:
        self.path, self.abroad = path, abroad
        self._json, self._form, self._query = json, form, query

    def sent(self) -> dict[str, Any]:
        """What is sent beside the path, made anew."""
        given = {"json": self._json, "data": self._form, "query_string": self._query}
        return {name: one() if callable(one) else one for name, one in given.items() if one is not None}


def devices(*names: str, **more: Any) -> dict[str, Any]:
    return {"devices": [f"@device {name}" for name in names], **more}
