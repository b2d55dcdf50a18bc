"""What is said of the catalog when SQLite or the file system find something wrong with it."""

from hwlab_cli.sqlite_file import Wording

_START_ANEW = "delete this file, then run `hwlab catalog import` or `hwlab catalog sync` again"
CATALOG = Wording(
    name="catalog",
    locked="another process is writing to the catalog",
    full="the disk is full: the catalog is as it was",
    full_hint="free some space, then do it again",
    damaged_hint=_START_ANEW,
    other_hint=_START_ANEW,
)
