"""From the log to NetBox: what is owed is claimed, recorded as sent, sent, and settled."""
