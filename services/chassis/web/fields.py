"""The fields of one form of a page, and where in its text each stands."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

FIELDS = frozenset({"input", "select", "textarea"})
Attributes = dict[str, str | None]


@dataclass
class Tag:
    """A start tag, and from where to where it stands in the page."""

    name: str
    given: Attributes
    start: int
    end: int


@dataclass
class Field:
    """A field: `above` is where a line about it may stand, before its label if that is around it; `end` its end tag."""

    tag: Tag
    form: str
    above: int
    end: int = 0
    options: list[Tag] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.tag.given["name"] or ""

    @property
    def kind(self) -> str:
        return (self.tag.given.get("type") or "text") if self.tag.name == "input" else self.tag.name


class Form(HTMLParser):
    """What the page's forms have that are sent to `action`, by themselves or by one of their buttons; of the alert,
    where it names what is wrong."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.labels: dict[str, str] = {}
        self.faults: list[tuple[int, int]] = []
        self._starts = [0, *accumulate(len(line) + 1 for line in page.split("\n"))]
        self._action, self._mine, self._all, self._form = action, set[str](), list[Field](), ""
        self._label: Tag | None = None
        self._open: Field | None = None
        self._fault: Tag | None = None
        self.feed(page)
        self.fields = [one for one in self._all if one.form in self._mine]

    def _here(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text, start = self.get_starttag_text() or "", self._here()
        found = Tag(tag, dict(attrs), start, start + len(text))
        if tag == "form":
            self._form = found.given.get("id") or f" {start}"
            if found.given.get("method") == "post":
                self._to(found.given.get("action"))
        elif tag == "button":
            self._to(found.given.get("formaction"))
        elif tag == "label":
            self._label = found
        elif tag == "option" and self._open:
            self._open.options.append(found)
        elif "data-fault" in found.given:
            self._fault = found
        elif tag in FIELDS and found.given.get("name"):
            self._add(found)

    def _to(self, address: str | None) -> None:
        if (address or "").split("?")[0] == self._action:
            self._mine.add(self._form)

    def _add(self, tag: Tag) -> None:
        self._open = Field(tag, tag.given.get("form") or self._form, (self._label or tag).start)
        self._all.append(self._open)
        if self._label and "for" not in self._label.given:
            self._label.given["for"] = tag.given.get("id") or f"wrong-{self._open.name}"

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""
        elif tag == "label":
            self._label = None
        elif self._fault and tag == self._fault.name:
            self.faults.append((self._fault.end, self._here()))
            self._fault = None
        elif tag in FIELDS and self._open:
            self._open.end, self._open = self._here(), None

    def handle_data(self, data: str) -> None:
        if self._label:
            key = self._label.given.get("for") or ""
            self.labels[key] = " ".join(f"{self.labels.get(key, '')} {data}".split())
