"""hwlab turns photos of hardware into NetBox devices."""

__version__ = "0.1.0"
