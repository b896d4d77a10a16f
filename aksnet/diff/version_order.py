"""How Kubernetes versions compare: one without a patch stands for every patch of its minor version."""


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version such as 1.34 or 1.34.2."""
    return tuple(int(part) for part in version.split("."))


def runs(running: str, version: str) -> bool:
    """Return whether what runs is the version that is meant."""
    return _compared(running, version) == 0


def is_older(running: str, version: str) -> bool:
    """Return whether what runs is older than every patch that is meant."""
    return _compared(running, version) < 0


def is_newer(running: str, version: str) -> bool:
    """Return whether what runs is newer than every patch that is meant."""
    return _compared(running, version) > 0


def _compared(one: str, other: str) -> int:
    shared = min(len(numbers(one)), len(numbers(other)))
    left, right = numbers(one)[:shared], numbers(other)[:shared]
    return (left > right) - (left < right)
