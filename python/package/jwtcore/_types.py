# The types of arguments, for type checkers alone: nothing imports this file when a program runs.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Union

from typing_extensions import TypeAlias

from ._native import Key, KeySet, Unchecked

#: A token as it came from outside.
Token: TypeAlias = Union[str, bytes]
#: A whole number of seconds.
Seconds: TypeAlias = Union[int, timedelta]
#: Seconds since 1970, floored, or an aware datetime.
Moment: TypeAlias = Union[float, datetime]
#: What a verifier takes as keys.
Keys: TypeAlias = Union[Key, KeySet, Iterable[Union[Key, KeySet]]]
#: One expected value, several, or none that is checked.
Expected: TypeAlias = Union[str, Iterable[str], Unchecked]
#: Names of claims, or names with the values of which each must have one.
Required: TypeAlias = Union[Iterable[str], Mapping[str, Union[str, Iterable[str], None]]]
#: A JSON object, or its text.
Json: TypeAlias = Union[Mapping[str, Any], str, bytes]
