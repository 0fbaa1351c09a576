"""One line of the table of ways, and what several lines send."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image

from services.contracts.roles import WAREHOUSE, Role

Form = dict[str, Any] | Callable[[], dict[str, Any]]
WHY = {"reason": "Erreur de saisie"}


class Way:
    """One good call of a route; `dock` is that of the warehouse's people, `ministry` the Ministry's, where they do
    something else by it."""

    def __init__(
        self,
        *path: str,
        json: Form | None = None,
        form: Form | None = None,
        query: Form | None = None,
        abroad: int = 0,
        dock: "Way | None" = None,
        ministry: "Way | None" = None,
    ) -> None:
        self.path, self.abroad, self.dock, self.ministry = path, abroad, dock, ministry
        self._json, self._form, self._query = json, form, query

    def of(self, role: Role | None) -> "Way":
        """As somebody of this role calls it."""
        if self.ministry and role is Role.MINISTRY:
            return self.ministry
        return self.dock if self.dock and role in WAREHOUSE else self

    def sent(self) -> dict[str, Any]:
        """What is sent beside the path, made anew."""
        given = {"json": self._json, "data": self._form, "query_string": self._query}
        return {name: one() if callable(one) else one for name, one in given.items() if one is not None}


def devices(*names: str, **more: Any) -> dict[str, Any]:
    return {"devices": [f"@device {name}" for name in names], **more}


def photo() -> dict[str, Any]:
    """A photo of a label as a form sends it."""
    return {"picture": (BytesIO(label_photo("5CD0123ABC")), "photo.png")}


@cache
def label_photo(*texts: str) -> bytes:
    """A PNG of a label with these codes, one under the other."""
    drawn = [zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(scale=3) for text in texts]
    bars = [Image.fromarray(one).convert("L") for one in drawn]
    picture = Image.new("L", (max(one.width for one in bars) + 80, sum(one.height + 40 for one in bars) + 40), "white")
    top = 40
    for one in bars:
        picture.paste(one, (40, top))
        top += one.height + 40
    data = BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
