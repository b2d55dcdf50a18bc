"""What is said of the log when SQLite or the file system find something wrong with it."""

from hwlab_cli.sqlite_file import Wording

KEEP_IT = (
    "nothing was changed; keep a copy of the file, then restore it from a backup, "
    "or set HWLAB_HOME to a new folder to go on"
)
LOG = Wording(
    name="log",
    locked="another process keeps the log locked",
    full="the disk is full: nothing of this was written to the log",
    full_hint="free some space, then do it again; the log is sound",
    damaged_hint=KEEP_IT,
    other_hint="`hwlab queue check`",
    io_hint="check the disk and its free space, then `hwlab queue check`",
)
said_in_words = LOG.said
