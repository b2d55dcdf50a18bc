"""A real llama.cpp server of our own for the tests, with a model that fits into a megabyte.

Built from the source that llama-cpp-python brings along on PyPI, into `.vision/` in the project's
folder; a C++ compiler must be on the machine. It listens on loopback alone.
"""
