"""A real llama.cpp server of our own for the tests, with a model that fits into a megabyte.

It comes built from PyPI, as the native server in `xllamacpp`, and is installed into `.vision/` in
the project's folder. It listens on loopback alone.
"""
