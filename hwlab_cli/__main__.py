"""Run hwlab as a module: `python -m hwlab_cli`."""

from hwlab_cli.entry import main

main()
