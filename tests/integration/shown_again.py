"""A refused form as its sender sees it: its fields, what each holds, and how its faults are told."""

from html.parser import HTMLParser
from typing import Any

# What is not written back, and what takes the next scan, empty.
UNSEEN = frozenset({"hidden", "file", "password", "submit"})


class ShownAgain(HTMLParser):
    """A page that was shown again: its fields in the form sent to `action`, all ids, the links."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self._forms: list[tuple[set[str], list[dict[str, str]]]] = [(set(), [])]
        self._filled: dict[str, str] = {}
        self.feed(page)
        self.fields = [one for actions, fields in self._forms if action in actions for one in fields]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "form":
            self._forms.append(({given.get("action", "").split("?")[0]}, []))
        elif "formaction" in given:
            self._forms[-1][0].add(given["formaction"])
        elif tag == "a" and given.get("href", "").startswith("#"):
            self.links.add(given["href"][1:])
        elif tag == "option":
            self._filled[f"offers {given.get('value', '')}"] = ""
            if "selected" in given or "value" not in self._filled:
                self._filled["value"] = given.get("value", "")
        elif tag in ("input", "select", "textarea") and given.get("type") not in UNSEEN:
            self._filled = {"tag": tag} | given
            self._forms[-1][1].append(self._filled)

    def handle_data(self, data: str) -> None:
        if self._filled.get("tag") == "textarea":
            self._filled["value"] = self._filled.get("value", "") + data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._filled = {}

    def untied(self, name: str) -> list[str]:
        """What lacks of the field that is wrong: none where the page has no such field to see."""
        shown = [one for one in self.fields if one.get("name") == name]
        lacks = {"aria-invalid": shown and not any(one.get("aria-invalid") == "true" for one in shown)}
        for one in shown[:1]:
            reasons = one.get("aria-describedby", "").split()
            lacks |= {
                "reason": not reasons or not self.ids.issuperset(reasons),
                "link": one.get("id") not in self.links,
            }
        return [what for what, is_lacking in lacks.items() if is_lacking]

    def lost(self, sent: dict[str, Any]) -> list[str]:
        """The fields that do not hold what was sent in them."""
        return [one["name"] for one in self.fields if "autofocus" not in one and not _is_kept(one, sent)]


def _is_kept(one: dict[str, str], sent: dict[str, Any]) -> bool:
    """What no list offers is not in it afterwards either."""
    given = sent.get(one.get("name", ""))
    given = given if isinstance(given, list) else [given]
    if one["tag"] == "select" and not any(f"offers {value}" in one for value in given):
        return True
    if one.get("type") in ("checkbox", "radio"):
        return ("checked" in one) == (one.get("value", "on") in given)
    return given == [None] or one.get("value", "") in given
