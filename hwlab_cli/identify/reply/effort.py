"""How much work a reply may take: counted in steps, so that a hostile one ends like any other."""


class SpentError(Exception):
    """More repairing was asked for than a reply is worth."""


class Effort:
    """Counts the steps of reading one reply.

    Both bounds are far above what an answer takes: looking for objects takes a step a bracket
    or a string, repairing some five a character.
    """

    MOST_LOOKING = 100_000
    MOST_REPAIRING = 120_000

    def __init__(self) -> None:
        self.looked = 0
        self.repaired = 0

    @property
    def is_spent(self) -> bool:
        """Whether there was more looking than a reply is worth."""
        return self.looked > self.MOST_LOOKING

    def look(self, steps: int = 1) -> bool:
        """Count steps of looking for objects; False where it is enough."""
        self.looked += steps
        return self.looked <= self.MOST_LOOKING

    def repair(self, steps: int = 1) -> None:
        """Count steps of repairing; raises SpentError where it is enough."""
        self.repaired += steps
        if self.repaired > self.MOST_REPAIRING:
            raise SpentError
