"""The OCR engine: find lines of text in a picture, and recognize the characters of one.

RapidOCR with the PP-OCR models that its wheel carries. Its own pipeline is not used, since
it hides what we need to know: which other character was nearly read in place of one.
"""

import functools
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hwlab_cli.errors import StateError
from hwlab_cli.photos.heap import give_back_large_blocks

Gray = NDArray[np.uint8]
Corners = NDArray[np.float32]
"""Four corners of a line, shape (4, 2): clockwise from its top left, x before y."""

LINE_HEIGHT = 48  # what the recognition model was trained on, in pixels
_LEAST_WIDTH = 320  # shorter lines are filled up to it, as in the model's training
_TURN_WIDTH = 192  # the one width that the model takes which tells a line's upper side
_GRID = 32  # the detection model halves its picture five times

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
        models = _models()
        # A first import of this takes most of a second; nothing but reading needs it.
        from rapidocr import RapidOCR

        ocr: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                # Named, so that a missing or damaged file is an error, never a download.
                **{f"{part}.model_path": str(path) for part, path in models.items()},
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        )
        # Loaded here: by itself it loads each at its first use, and fails only there.
        self._detector: Any = ocr._load_det_model()
        self._recognizer: Any = ocr._load_rec_model()
        self._classifier: Any = ocr._load_cls_model()
        self._characters: list[str] = self._recognizer.postprocess_op.character
        self._alphanumeric = np.array(
            [place for place, character in enumerate(self._characters) if _plain(character)]
        )

    def find_lines(self, picture: Gray) -> list[Corners]:
        """Return where lines of text are, in the picture's own pixels."""
        height, width = picture.shape
        # Filled up, not stretched, to the sizes that the model takes.
        framed = cv2.copyMakeBorder(
            picture, 0, -height % _GRID, 0, -width % _GRID, cv2.BORDER_REPLICATE
        )
        output = self._detector.session(_batch([framed], framed.shape[1]))
        boxes, _ = self._detector.postprocess_op(output, framed.shape)
        return [np.asarray(box, np.float32) for box in self._detector.sorted_boxes(boxes)]

    def upside_down(self, lines: Sequence[Gray]) -> list[float]:
        """Return how likely it is that each line of text stands on its head, 0 to 1."""
        if not lines:
            return []
        fitting = [
            cv2.resize(line, (min(line.shape[1], _TURN_WIDTH), LINE_HEIGHT)) for line in lines
        ]
        output = self._classifier.session(_batch(fitting, _TURN_WIDTH))
        return [float(likely) for likely in output[:, 1]]

    def recognize(self, line: Gray) -> Line:
        """Read the characters of one line, upright and `LINE_HEIGHT` pixels high."""
        # One by one: a batch is filled up to one width, which changes what is read.
        batch = _batch([line], max(_LEAST_WIDTH, line.shape[1]))
        return self._decoded(self._recognizer.session(batch)[0])

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
    give_back_large_blocks()
    try:
        return Engine(threads=min(_MOST_THREADS, _cores()))
    # onnxruntime has an exception of its own for every way a model can be damaged.
    except Exception as error:
        reason = str(error).partition("\n")[0]
        raise StateError(
            f"text recognition can't be loaded: {reason}",
            hint="install hwlab again: pip install --force-reinstall hwlab",
        ) from error


def _models() -> dict[str, Path]:
    """Return the wheel's model files by what they do; raises FileNotFoundError."""
    package = util.find_spec("rapidocr")
    if package is None or package.origin is None:
        raise FileNotFoundError("rapidocr is not installed")
    folder = Path(package.origin).parent / "models"
    found = {}
    for part in ("Det", "Rec", "Cls"):
        files = sorted(folder.glob(f"*_{part.lower()}_*.onnx"))
        if not files:
            raise FileNotFoundError(f"no {part.lower()} model in {folder}")
        found[part] = files[0]
    return found


def _batch(pictures: Sequence[NDArray[Any]], width: int) -> NDArray[np.float32]:
    """Return pictures of one height as the models take them, shape (n, 3, height, width).

    Gray in each of the three channels, -1 black to 1 white; 0 where a picture is narrower.
    """
    batch = np.zeros((len(pictures), 3, pictures[0].shape[0], width), np.float32)
    for place, picture in enumerate(pictures):
        batch[place, :, :, : picture.shape[1]] = picture * np.float32(2 / 255) - np.float32(1)
    return batch


def _cores() -> int:
    # macOS has no affinity to ask for.
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _plain(character: str) -> bool:
    return len(character) == 1 and character.isascii() and character.isalnum()
