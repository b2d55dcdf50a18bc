"""A proxy in front of a real NetBox that breaks what a script says, and counts what passes."""
