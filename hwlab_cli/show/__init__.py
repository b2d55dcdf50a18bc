"""Everything that a person or a script sees."""
