"""A model that repeats itself, noticed while it does."""

# A table of many like rows is an answer, so that much must be the same over and over, and so
# many times: more than any front of 48 ports that is spelled out port by port.
_LENGTH = 2400
_REPEATS = 12
_LONGEST_PERIOD = 600
_STEP = 400
_TAIL = 48
_TRIES = 12


class Loops:
    """Watches a growing text for a tail that repeats exactly, in time linear in the text."""

    def __init__(self) -> None:
        self._window = ""
        self._fresh: list[str] = []
        self._unseen = 0

    def hears(self, piece: str) -> bool:
        """Take the next piece of the text; tell whether it has come to loop."""
        looping = False
        # Piece by piece also where much comes at once, so that a loop amid it is seen.
        for start in range(0, len(piece), _STEP):
            part = piece[start : start + _STEP]
            self._fresh.append(part)
            self._unseen += len(part)
            if self._unseen >= _STEP:
                looping = self._look() or looping
        return looping

    def _look(self) -> bool:
        keep = max(_LENGTH, _REPEATS * _LONGEST_PERIOD) + _STEP
        self._window = (self._window + "".join(self._fresh))[-keep:]
        self._fresh, self._unseen = [], 0
        return period(self._window) > 0


def period(text: str) -> int:
    """Return after how many characters the end of a text repeats itself, 0 where it does not."""
    if len(text) < _LENGTH:
        return 0
    tail, end = text[-_TAIL:], len(text) - 1
    furthest = max(0, len(text) - _LONGEST_PERIOD - _TAIL)
    for _ in range(_TRIES):
        place = text.rfind(tail, furthest, end)
        if place < 0:
            return 0
        step = len(text) - _TAIL - place
        length = max(_LENGTH, _REPEATS * step)
        if length <= len(text) and text[-length:-step] == text[step - length :]:
            return step
        end = place + _TAIL - 1
    return 0
