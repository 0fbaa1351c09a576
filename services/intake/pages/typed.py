"""Numbers as they are typed into a form that is not judged yet."""

import re

FEW = re.compile(r"[0-9]{1,6}")


def counted(text: str) -> int:
    """The count that was typed; what is none counts for nothing, until the form is sent and judged."""
    return int(text) if FEW.fullmatch(text.strip()) else 0
