"""Ranges as patterns for editors: a range starts at its first address, as far as a pattern can tell."""

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"


def _ipv4_pattern() -> str:
    """Return the pattern of ranges that start at their first address: what lies behind the length is zero."""
    parts = [r"0\.0\.0\.0/0"]
    for length in range(1, 33):
        whole, bits = divmod(length - 1, 8)
        step = 1 << (7 - bits)
        last = _OCTET if step == 1 else f"(?:{'|'.join(map(str, range(0, 256, step)))})"
        parts.append(r"\.".join([*[_OCTET] * whole, last, *["0"] * (3 - whole)]) + f"/{length}")
    return f"^(?:{'|'.join(parts)})$"


_GROUP, _ZERO = "[0-9A-Fa-f]{1,4}", "0{1,4}"


def _ipv6_pattern() -> str:
    """Return the pattern of ranges whose groups of 16 bits behind the length are zero.

    Bits of the group that the length ends in are left to the loader, and so is an address with an IPv4 address in it.
    """
    parts = [rf"(?:{_ZERO}:){{7}}{_ZERO}/0|::(?:{_ZERO}(?::{_ZERO})*)?/0"]
    for groups in range(1, 8):
        zeros = 8 - groups
        lengths = "|".join(map(str, range(16 * groups - 15, 16 * groups + 1)))
        few = rf"(?:{_GROUP}(?::{_GROUP}){{0,{groups - 1}}})?"
        written = rf"(?:{_GROUP}:){{{groups}}}{_ZERO}(?::{_ZERO}){{{zeros - 1}}}"
        behind = rf"(?:{_GROUP}(?::{_GROUP})*)?::(?:{_GROUP}:)*{_ZERO}(?::{_ZERO}){{{zeros - 1}}}"
        parts.append(rf"(?:{written}|{few}::(?:{_ZERO}(?::{_ZERO})*)?|{behind})/(?:{lengths})")
    parts.append(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*/(?:12[0-8]|11[3-9])")
    return f"^(?:{'|'.join(parts)})$"


IPV4_PATTERN, IPV6_PATTERN = _ipv4_pattern(), _ipv6_pattern()
