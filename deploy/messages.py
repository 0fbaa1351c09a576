"""Keeps the French catalogue of each package in step with the sentences its code and templates show to people."""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

# The msgids are English; this is the language that every sentence has.
LANGUAGE = "fr"
ROOT = Path(__file__).resolve().parent.parent
SENTENCES = {**DEFAULT_KEYWORDS, "say": None, "mark": None}
SOURCES = [("**/templates/**", "jinja2"), ("**.py", "python")]
# Without this a template that does not parse would pass for one without sentences.
OPTIONS = {"**/templates/**": {"silent": "false"}}


def packages(root: Path = ROOT) -> list[Path]:
    """Every package that may carry a catalogue of its own."""
    return sorted(module.parent for place in ("services/*", "scanner") for module in root.glob(f"{place}/__init__.py"))


def catalogue(package: Path) -> Path:
    return package / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def extract(package: Path) -> Catalog:
    sentences = Catalog()
    for _file, _line, message, comments, context in extract_from_dir(package, SOURCES, OPTIONS, SENTENCES):
        sentences.add(message, auto_comments=comments, context=context)
    return sentences


def read(package: Path) -> Catalog:
    """The French of a package; an empty catalogue where none was written yet."""
    path = catalogue(package)
    if not path.exists():
        return Catalog(
            locale=LANGUAGE,
            header_comment="# Le français de la Réserve.",
            project="reserve",
            version="1",
            msgid_bugs_address="-",
            last_translator="-",
            language_team="-",
            revision_date=datetime.now(UTC),
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def missing(package: Path) -> list[str]:
    """The sentences that would be shown in English to a French reader."""
    french = read(package)
    return [str(message.id) for message in extract(package) if message.id and not translated(french, message)]


def translated(french: Catalog, message: Message) -> bool:
    found = french.get(message.id, message.context)
    if found is None or found.fuzzy:
        return False
    return all(found.string) if isinstance(found.string, tuple) else bool(found.string)


def update(package: Path) -> None:
    """Adds new sentences, untranslated, and drops those that are gone; sorted and without line numbers, so that a
    change shows as itself."""
    template, french = extract(package), read(package)
    if not template and not french:
        return
    # The date of the extraction would change every catalogue each time, whatever its sentences do.
    template.creation_date = french.creation_date
    french.update(template, no_fuzzy_matching=True)
    path = catalogue(package)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, french, width=120, no_location=True, sort_output=True, ignore_obsolete=True)


if __name__ == "__main__":
    for each in packages():
        update(each)
        print(f"{each.relative_to(ROOT)}: {len(read(each))} sentences, {len(missing(each))} to translate")
