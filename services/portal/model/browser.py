"""Which browser somebody signed in with, in a word: enough to know one's own sessions apart, and nothing more."""

from enum import StrEnum


class Browser(StrEnum):
    """The code of a browser; what it says of itself (User-Agent) is not kept."""

    EDGE = "edge"
    FIREFOX = "firefox"
    CHROME = "chrome"
    SAFARI = "safari"
    OTHER = "other"


# In this order: Edge says that it is Chrome too, and Chrome that it is Safari.
SIGNS = (
    ("edg", Browser.EDGE),
    ("firefox/", Browser.FIREFOX),
    ("fxios/", Browser.FIREFOX),
    ("chrome/", Browser.CHROME),
    ("crios/", Browser.CHROME),
    ("safari/", Browser.SAFARI),
)


def browser_of(agent: str) -> Browser:
    """The browser that a User-Agent names."""
    said = agent.lower()
    return next((browser for sign, browser in SIGNS if sign in said), Browser.OTHER)
