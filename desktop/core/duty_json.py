"""Trees as JSON and back: how the reference file stores them and the command line prints them.

A node is an object whose ``is`` names its kind and whose other keys are its fields; decimals are
text, so that no figure changes on the way.
"""

from __future__ import annotations

import json
import types
import typing
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

from desktop.core import duty as tree
from desktop.core.duty import Duty

_KINDS: Final[dict[str, type[Any]]] = {
    kind.__name__: kind for union in (tree.Duty, tree.Condition, tree.Term) for kind in typing.get_args(union)
} | {"Case": tree.Case, "Unit": tree.Unit}
_NAME_KEY: Final = "is"


def plain(node: object) -> Any:
    """A tree as objects, lists and texts."""
    if isinstance(node, Decimal):
        return format(node, "f")
    if isinstance(node, tuple):
        return [plain(item) for item in node]
    if not hasattr(node, "__dataclass_fields__"):
        return node
    out: dict[str, Any] = {_NAME_KEY: type(node).__name__}
    for field in fields(node):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if value != field.default:
            out[field.name] = plain(value)
    return out


def dumps(duty: Duty) -> str:
    """One line of JSON."""
    return json.dumps(plain(duty), ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Duty:
    """The tree that ``dumps`` wrote; ValueError when it is none."""
    try:
        done: Duty = _node(json.loads(text))
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ValueError(f"no duty: {error}") from error
    return done


def _node(value: Any) -> Any:
    if isinstance(value, dict):
        kind = _KINDS[value[_NAME_KEY]]
        arguments = {}
        for name, hint in _hints(kind).items():
            if name in value:
                arguments[name] = _field(value[name], hint)
        return kind(**arguments)
    if isinstance(value, list):
        return tuple(_node(item) for item in value)
    return value


def _field(value: Any, hint: Any) -> Any:
    return Decimal(value) if hint is Decimal else _node(value)


_HINTS: Final[dict[type[Any], dict[str, Any]]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = typing.get_type_hints(kind, vars(tree) | {"types": types})
    return _HINTS[kind]
