"""Bare values as a reply wrote them."""


class Digits(str):
    """A number, or what stood in a number's place, with every digit of it."""

    __slots__ = ()
