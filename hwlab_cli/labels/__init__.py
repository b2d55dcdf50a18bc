"""Printable labels for intakes: a QR code that finds the intake again, and what it is in print."""
