"""The server and its model, made once: what takes minutes is kept in the home folder."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from netbox_server.locks import waiting_for
from netbox_server.missing import MissingError, log_end
from uv import find_uv_bin

from llama_server.kept import kept

HERE = Path(__file__).resolve().parent
_REQUIREMENTS = HERE / "requirements.txt"
_WRITER = HERE / "inside" / "tiny_model.py"
_SOURCE = "llama-cpp-python==0.3.36"

# The one program, for the processor alone. Unoptimized C++ compiles in half the time, and the
# model is so small that it answers at once all the same; the arithmetic is C.
_OPTIONS = (
    "-DCMAKE_BUILD_TYPE=Release",
    "-DCMAKE_CXX_FLAGS_RELEASE=-O0",
    "-DCMAKE_C_FLAGS_RELEASE=-O1",
    "-DBUILD_SHARED_LIBS=OFF",
    "-DGGML_BLAS=OFF",
    "-DGGML_CCACHE=OFF",
    "-DGGML_CPU_REPACK=OFF",
    "-DGGML_LLAMAFILE=OFF",
    "-DGGML_METAL=OFF",
    "-DGGML_NATIVE=OFF",
    "-DGGML_OPENMP=OFF",
    "-DLLAMA_ALL_WARNINGS=OFF",
    "-DLLAMA_BUILD_APP=OFF",
    "-DLLAMA_BUILD_COMMON=ON",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_SERVER=ON",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_TOOLS=ON",
    "-DLLAMA_BUILD_UI=OFF",
    "-DLLAMA_OPENSSL=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",
)
_JOBS = 2


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the program and the model are."""

    folder: Path

    @property
    def server(self) -> Path:
        """The server."""
        return self.folder / "llama-server"

    @property
    def model(self) -> Path:
        """The language model."""
        return self.folder / "tiny.gguf"

    @property
    def projector(self) -> Path:
        """What lets the model see."""
        return self.folder / "tiny-projector.gguf"

    @property
    def is_whole(self) -> bool:
        """Whether all of it was made, and not broken off."""
        return (self.folder / "whole").exists()


def installation(home: Path) -> Installation:
    """Return the installation under a folder, whether it is there or not."""
    parts = [_REQUIREMENTS.read_text(), _WRITER.read_text(), _SOURCE, *_OPTIONS]
    wanted = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
    return Installation(home / f"llama-{wanted}")


def made_apart(home: Path) -> Installation:
    """Return the installation, made by a process that ends with us, however that goes.

    Raises MissingError as `installed` does.
    """
    made = installation(home)
    if not made.is_whole:
        home.mkdir(parents=True, exist_ok=True)
        log = home / f"made-by-{os.getpid()}.log"
        with kept(command(home), log) as making:
            making.wait()
        if not made.is_whole:
            raise MissingError(log_end(log, 1).strip())
        log.unlink()
    return made


def command(home: Path) -> list[str | Path]:
    """Return the command that makes the installation under a folder."""
    return [sys.executable, "-m", "llama_server.installation", home]


def installed(home: Path) -> Installation:
    """Return the installation under a folder, after making it when it is not there.

    Raises MissingError when there is no compiler, or the packages can't be had.
    """
    made = installation(home)
    with waiting_for(home / "install.lock"):
        if not made.is_whole:
            for old in home.glob("llama-*"):
                shutil.rmtree(old)
            _make(made, home / "install.log")
            (made.folder / "whole").touch()
    return made


def lacking() -> str:
    """Return what the machine lacks for building, empty where it has all."""
    for what, names in (
        ("a C++ compiler", ("c++", "g++", "clang++")),
        ("a C compiler", ("cc", "gcc", "clang")),
    ):
        if not any(map(shutil.which, names)):
            return f"{what} ({', '.join(names)})"
    return ""


def _make(made: Installation, log: Path) -> None:
    if missing := lacking():
        raise MissingError(missing)
    tools, source, build = (made.folder / name for name in ("tools", "source", "build"))
    python = tools / "bin" / "python"
    uv = find_uv_bin()
    fetched = "llama.cpp's source or its tools from PyPI"
    _run([uv, "venv", "--python", sys.executable, tools], log, fetched)
    _run([uv, "pip", "install", "--python", python, "--requirement", _REQUIREMENTS], log, fetched)
    download: list[str | Path] = [python, "-m", "pip", "download", "--no-deps"]
    download += ["--no-binary", "llama-cpp-python"]  # what that is built with may be wheels
    _run([*download, "--dest", source, _SOURCE], log, fetched)
    for archive in source.glob("*.tar.gz"):
        with tarfile.open(archive) as packed:
            packed.extractall(source, filter="data")
    code = next(source.glob("*/vendor/llama.cpp"))
    built = "a llama-server that compiles here"
    cmake, ninja = tools / "bin" / "cmake", tools / "bin" / "ninja"
    generator: list[str | Path] = ["-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}"]
    _run([cmake, "-S", code, "-B", build, *generator, *_OPTIONS], log, built)
    _run([ninja, "-C", build, f"-j{_JOBS}", "llama-server"], log, built)
    shutil.copy2(build / "bin" / "llama-server", made.server)
    _run([python, _WRITER, made.folder], log, "a model, which gguf did not write")
    for scaffold in (build, source, tools):
        shutil.rmtree(scaffold)


def _run(command: Sequence[str | Path], log: Path, what: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    # A project's own settings for uv are for that project.
    environment["UV_NO_CONFIG"] = "1"
    with log.open("ab") as said:
        ran = subprocess.run(
            # What else runs here is waited for by somebody.
            ["nice", *command],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=environment,
            check=False,
        )
    if ran.returncode:
        raise MissingError(f"{what} ({log_end(log, 3).strip()})")


if __name__ == "__main__":
    try:
        installed(Path(sys.argv[1]))
    except MissingError as fault:
        sys.exit(" ".join(str(fault).split()))
