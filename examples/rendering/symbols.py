"""Barcodes as arrays of modules, ready to be scaled onto a label."""

import functools
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

LinearKind = Literal["Code128", "Code39", "EAN13", "UPCA"]
MatrixKind = Literal["QRCode", "DataMatrix"]
Gray = npt.NDArray[np.uint8]

_FORMATS: Final = {
    "Code128": zxingcpp.BarcodeFormat.Code128,
    "Code39": zxingcpp.BarcodeFormat.Code39,
    "EAN13": zxingcpp.BarcodeFormat.EAN13,
    "UPCA": zxingcpp.BarcodeFormat.UPCA,
    "QRCode": zxingcpp.BarcodeFormat.QRCode,
    "DataMatrix": zxingcpp.BarcodeFormat.DataMatrix,
    "PDF417": zxingcpp.BarcodeFormat.PDF417,
}


@functools.lru_cache(maxsize=256)
def _symbol(content: str, kind: str) -> Gray:
    if kind == "DataMatrix":
        # Makers print square ones; the encoder would pick the smallest, often a flat rectangle.
        code = zxingcpp.create_barcode(content, _FORMATS[kind], forceSquare=True)
    else:
        code = zxingcpp.create_barcode(content, _FORMATS[kind])
    return np.array(code.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)


def linear_modules(content: str, kind: LinearKind) -> Gray:
    """Return one row of modules of a linear symbol, 0 being a bar."""
    return _symbol(content, kind)[:1]


def matrix_modules(content: str, kind: MatrixKind | Literal["PDF417"]) -> Gray:
    """Return the modules of a two-dimensional symbol, 0 being dark."""
    return _symbol(content, kind)


def scaled(modules: Gray, width: int, height: int) -> Gray:
    """Scale modules to any size, so that every module keeps its true width."""
    rows, columns = modules.shape
    across, down = -(-width // columns), -(-height // rows)
    exact = np.repeat(np.repeat(modules, down, axis=0), across, axis=1)
    return np.asarray(cv2.resize(exact, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
