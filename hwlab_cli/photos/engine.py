"""The OCR engine: find lines of text in a picture, and recognize the characters of one.

RapidOCR with the PP-OCR models that its wheel carries. Its own pipeline is not used, since
it hides what we need to know: which other character was nearly read in place of one.
"""

import functools
import os
import threading
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hwlab_cli.errors import StateError

Gray = NDArray[np.uint8]
Corners = NDArray[np.float32]
"""Four corners of a line, shape (4, 2): clockwise from its top left, x before y."""

LINE_HEIGHT = 48  # what the recognition model was trained on, in pixels
_NEARLY = 0.001  # below this it is the softmax's noise


_MOST_THREADS = 4  # more only wait for each other on models of this size


@dataclass(frozen=True, slots=True)
class Rival:
    """Another letter or digit that was nearly read at a place in a line, with its probability."""

    place: int
    character: str
    probability: float


@dataclass(frozen=True, slots=True)
class Line:
    """The text of a line, how sure the model was on average, and what it nearly read.

    The score is no measure of belief: it is near 1 also where the text is wrong.
    """

    text: str
    score: float
    rivals: tuple[Rival, ...]


class Engine:
    """The loaded models. Safe to use from several threads at once."""

    def __init__(self, threads: int) -> None:
        # A first import of these takes most of a second; nothing but reading needs them.
        from rapidocr import RapidOCR

        self._ocr = RapidOCR(
            params={
                "Global.log_level": "error",
                # Pictures come in at the size at which they are to be searched.
                "Det.limit_type": "max",
                "Det.limit_side_len": 100_000,
                # Batches pad lines to one width, which changes what is read in them.
                "Rec.rec_batch_num": 1,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        )
        detector, recognizer = self._ocr._load_det_model(), self._ocr._load_rec_model()
        self._detector: Any = detector
        self._recognizer: Any = recognizer
        self._classifier: Any = self._ocr._load_cls_model()
        self._characters: list[str] = recognizer.postprocess_op.character
        self._alphanumeric = np.array(
            [place for place, character in enumerate(self._characters) if _plain(character)]
        )

    def find_lines(self, picture: Gray) -> list[Corners]:
        """Return where lines of text are, in the picture's own pixels."""
        found = self._detector(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
        return [] if found.boxes is None else list(np.asarray(found.boxes, dtype=np.float32))

    def upside_down(self, line: Gray) -> float:
        """Return how likely it is that a line of text stands on its head, 0 to 1."""
        result = self._classifier([cv2.cvtColor(line, cv2.COLOR_GRAY2BGR)])
        label, score = result.cls_res[0]
        return float(score) if label == "180" else 1.0 - float(score)

    def recognize(self, line: Gray) -> Line:
        """Read the characters of one line, upright and `LINE_HEIGHT` pixels high."""
        shape = line.shape[1] / line.shape[0]
        prepared = self._recognizer.resize_norm_img(
            cv2.cvtColor(line, cv2.COLOR_GRAY2BGR), max(320 / LINE_HEIGHT, shape)
        )
        output = self._recognizer.session(prepared[np.newaxis].astype(np.float32))[0]
        return self._decoded(output)

    def _decoded(self, output: NDArray[np.float32]) -> Line:
        """Read the model's output, shape (time, characters), the CTC way: runs collapse."""
        best = output.argmax(axis=1)
        text: list[str] = []
        scores: list[float] = []
        rivals: list[Rival] = []
        starts = np.flatnonzero(np.diff(best, prepend=-1))
        for start, end in zip(starts, [*starts[1:], len(best)], strict=True):
            symbol = int(best[start])
            if symbol == 0:  # the CTC blank
                continue
            run = output[start:end]
            read = self._characters[symbol]
            if _plain(read):
                rivals += self._rivals(run, read, len(text))
            text.append(read)
            scores.append(float(run[:, symbol].max()))
        score = sum(scores) / len(scores) if scores else 0.0
        return Line("".join(text), score, tuple(rivals))

    def _rivals(self, run: NDArray[np.float32], read: str, place: int) -> list[Rival]:
        """Return what was nearly read in a run of the model's output, whatever its case."""
        likely = run[:, self._alphanumeric].max(axis=0)
        return [
            Rival(place, character, float(likely[nth]))
            for nth in np.flatnonzero(likely > _NEARLY)
            if (character := self._characters[self._alphanumeric[nth]].upper()) != read.upper()
        ]


_LOADING = threading.Lock()


def engine() -> Engine:
    """Return this process's engine, loading it at the first call.

    Raises StateError when the engine or its models are not installed whole.
    """
    with _LOADING:
        return _loaded()


@functools.cache
def _loaded() -> Engine:
    try:
        return Engine(threads=min(_MOST_THREADS, _cores()))
    except (ImportError, OSError) as error:
        raise StateError(
            f"text recognition can't be loaded: {error}",
            hint="install hwlab again: pip install --force-reinstall hwlab",
        ) from error


def _cores() -> int:
    # macOS has no affinity to ask for.
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _plain(character: str) -> bool:
    return len(character) == 1 and character.isascii() and character.isalnum()
