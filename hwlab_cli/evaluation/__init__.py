"""How well each tier identifies devices whose truth a person knows."""
