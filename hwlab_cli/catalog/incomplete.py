"""Whether what was read may be a part of a type's name, or has that name in it."""

from collections.abc import Iterable

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.device_type import DeviceType
from hwlab_cli.catalog.names import names

_LEAST = 4  # characters, as much as a code has: less is in other names by chance


def may_be_incomplete(one: DeviceType, texts: Iterable[str], series: frozenset[str]) -> bool:
    """Tell whether one of these texts may name a type, in part or with more beside it.

    `C3750X` may be any `WS-C3750X-24T-S`, and `R720 xd` an `R720`. An `X710` is no `X520`,
    however alike they look.
    """
    own = _keys(one, series)
    read = {
        key
        for text in texts
        for key in _keys(DeviceType(one.manufacturer, text, slug="", key=""), series)
    }
    return any(key in other or other in key for key in own for other in read)


def _keys(one: DeviceType, series: frozenset[str]) -> set[str]:
    keys = (naming.skeleton("".join(name.tokens)) for name in names(one, series))
    return {key for key in keys if len(key) >= _LEAST}
