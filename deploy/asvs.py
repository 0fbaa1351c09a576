"""Writes the answers to OWASP ASVS 5.0, levels 1 and 2, from `docs/data`: `.venv/bin/python -m deploy.asvs`."""

import csv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "docs/data"
PAGES = {"fr": ROOT / "docs/fr/asvs.md", "en": ROOT / "docs/en/asvs.md"}
STATES = {
    "met": {"fr": "tenu", "en": "met"},
    "partly": {"fr": "en partie", "en": "partly"},
    "not met": {"fr": "**non tenu**", "en": "**not met**"},
    "operators": {"fr": "aux exploitants", "en": "operators’"},
    "not applicable": {"fr": "sans objet", "en": "not applicable"},
}
CHAPTERS = {
    "1": {"fr": "Encodage et nettoyage", "en": "Encoding and cleaning"},
    "2": {"fr": "Validation et règles métier", "en": "Validation and rules of the business"},
    "3": {"fr": "Navigateurs", "en": "Browsers"},
    "4": {"fr": "API et HTTP", "en": "API and HTTP"},
    "5": {"fr": "Fichiers", "en": "Files"},
    "6": {"fr": "Authentification", "en": "Authentication"},
    "7": {"fr": "Sessions", "en": "Sessions"},
    "8": {"fr": "Autorisation", "en": "Authorization"},
    "9": {"fr": "Jetons", "en": "Tokens"},
    "10": {"fr": "OAuth et OpenID Connect", "en": "OAuth and OpenID Connect"},
    "11": {"fr": "Cryptographie", "en": "Cryptography"},
    "12": {"fr": "Communications", "en": "Communication"},
    "13": {"fr": "Configuration", "en": "Configuration"},
    "14": {"fr": "Protection des données", "en": "Protection of data"},
    "15": {"fr": "Code et architecture", "en": "Code and architecture"},
    "16": {"fr": "Journaux et erreurs", "en": "Logs and errors"},
    "17": {"fr": "WebRTC", "en": "WebRTC"},
}
HEADS = {
    "fr": "| exigence | objet | état | réponse | preuve |\n| --- | --- | --- | --- | --- |",
    "en": "| requirement | about | state | answer | proof |\n| --- | --- | --- | --- | --- |",
}
RULES = {
    "fr": "| qui ne fait pas quoi | preuve |\n| --- | --- |",
    "en": "| who does not do what | proof |\n| --- | --- |",
}

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a file of `docs/data`."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page(language: str) -> str:
    """The whole page: what is said beforehand, how many of each state, who does not do what, then every answer."""
    answers = rows("asvs")
    count = Counter(one["state"] for one in answers)
    counted = ", ".join(f"{names[language].strip('*')} {count[state]}" for state, names in STATES.items())
    said = (DATA / f"asvs.{language}.md").read_text(encoding="utf-8")
    rules = [f"| {one[f'rule_{language}']} | {_proofs(one)} |" for one in rows("separation")]
    parts = [said.replace("{counted}", counted).replace("{rules}", "\n".join([RULES[language], *rules])).rstrip()]
    for number, names in CHAPTERS.items():
        of_it = [_line(one, language) for one in answers if one["id"].split(".")[0] == number]
        parts.append("\n".join([f"## {number}. {names[language]}", HEADS[language], *of_it]))
    return "\n\n".join(parts) + "\n"


def _line(one: Row, language: str) -> str:
    state = STATES[one["state"]][language]
    return f"| {one['id']} | {one[f'about_{language}']} | {state} | {one[f'answer_{language}']} | {_proofs(one)} |"


def _proofs(one: Row) -> str:
    """Each test by its name and file, any other file by its path."""
    return "<br>".join(f"`{proof}`" for proof in one["proof"].split()) or "–"


if __name__ == "__main__":
    for each, path in PAGES.items():
        path.write_text(page(each), encoding="utf-8")
        print(path.relative_to(ROOT))
