"""What the camera sees, in a window: to aim it, and to see what it reads."""

import cv2
import numpy as np

from scanner.environment import has_screen
from scanner.sources.link import Unopened
from scanner.sources.reader import Sight

_TITLE, _GREEN, _WIDE = "--show", (0, 200, 0), 3


class Window:
    """Opened by its first picture. Raises `Unopened` where there is no screen, or OpenCV was built without windows."""

    def __init__(self) -> None:
        if not has_screen():
            raise Unopened(_TITLE)

    def show(self, sight: Sight) -> None:
        """The frame, with a line around each code that was read in it."""
        shown = cv2.cvtColor(sight.picture.image, cv2.COLOR_GRAY2BGR)
        for code in sight.seen.codes:
            cv2.polylines(shown, [np.array(code.box, np.int32)], isClosed=True, color=_GREEN, thickness=_WIDE)
        try:
            cv2.imshow(_TITLE, shown)
            cv2.waitKey(1)
        except cv2.error as error:
            raise Unopened(_TITLE) from error
