"""Serve a model with llama.cpp's own server until killed; runs in the environment that has it."""

import argparse
import signal

import xllamacpp

_HOST = "127.0.0.1"


def main() -> None:
    """Listen at once, and answer once the model is loaded, as llama-server does."""
    options = argparse.ArgumentParser()
    options.add_argument("--model", required=True)
    options.add_argument("--mmproj", default="")
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--ctx-size", type=int, required=True)
    options.add_argument("--parallel", type=int, required=True)
    options.add_argument("--api-key", action="append", default=[])
    given = options.parse_args()

    parameters = xllamacpp.CommonParams()
    parameters.model.path = given.model
    parameters.mmproj.path = given.mmproj
    parameters.hostnames = [_HOST]
    parameters.port = given.port
    parameters.n_ctx = given.ctx_size
    parameters.n_parallel = given.parallel
    parameters.cpuparams.n_threads = 1
    parameters.api_keys = given.api_key
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)  # noqa: T201 - it goes into the log
    signal.pause()


if __name__ == "__main__":
    main()
