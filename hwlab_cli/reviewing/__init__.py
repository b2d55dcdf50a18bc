"""Decisions of a person over intakes: made one at a time, in the log at once, taken back."""
