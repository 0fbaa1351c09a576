"""The `scanner` command: `decode`, `scan`, `send`, `status`, `labels`, `makers`."""

from scanner import language
from scanner.commands import scanner


def main() -> None:
    """Run the command in the reader's language."""
    language.use(language.from_arguments())
    scanner(prog_name="scanner")


if __name__ == "__main__":
    main()
