"""Photos: checked, read, and kept."""
