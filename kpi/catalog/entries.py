"""One strict way to read the catalogue's TOML: a wrong entry names its file, itself and the
field.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

LANGUAGES = ("fr", "en")
HERE = Path(__file__).parent

Bilingual = Mapping[str, str]


class CatalogError(Exception):
    """An entry of the catalogue that is not what it should be. Ours to mend, never the user's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a file; each `take` checks a field's type, and `finish` refuses fields not
    taken.
    """

    file: str
    id: str
    values: dict[str, Any]

    def fail(self, name: str, why: str) -> CatalogError:
        return CatalogError(f"{self.file}, [{self.id}], {name}: {why}")

    def text(self, name: str, among: tuple[str, ...] = (), default: str | None = None) -> str:
        value = self.values.pop(name, default)
        if not isinstance(value, str):
            raise self.fail(name, "a text is expected")
        if among and value not in among:
            raise self.fail(name, f"“{value}” is none of {', '.join(among)}")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        value = self.values.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(name, "a number is expected")
        return float(value)

    def texts(self, name: str, among: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.values.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(name, "a list of texts is expected")
        wrong = [item for item in value if among and item not in among]
        if wrong:
            raise self.fail(name, f"{wrong} not among {', '.join(among)}")
        return tuple(value)

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        value = self.values.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(item, list) for item in value):
            raise self.fail(name, "a list of lists of texts is expected")
        return tuple(tuple(map(str, item)) for item in value)

    def numbers(self, name: str) -> Mapping[str, float]:
        value = self.values.pop(name, {})
        if not isinstance(value, dict):
            raise self.fail(name, "a table of numbers is expected")
        bad = [key for key, item in value.items() if not isinstance(item, int | float)]
        if bad:
            raise self.fail(name, f"{bad[0]} is not a number")
        return MappingProxyType({key: float(item) for key, item in value.items()})

    def group(self, name: str) -> dict[str, Any]:
        value = self.values.pop(name, {})
        if not isinstance(value, dict):
            raise self.fail(name, "a table is expected")
        return value

    def tables(self, name: str) -> tuple[dict[str, Any], ...]:
        value = self.values.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(name, "a list of tables is expected")
        return tuple(value)

    def both(self, name: str) -> Bilingual:
        value = self.values.pop(name, None)
        if not isinstance(value, dict) or set(value) != set(LANGUAGES) or not all(value.values()):
            raise self.fail(name, "a text in French and in English is expected")
        return MappingProxyType(dict(value))

    def finish(self) -> None:
        if self.values:
            raise self.fail(next(iter(self.values)), "this field is not known")


def entries(path: Path) -> Iterator[Entry]:
    """Yield the tables of one TOML file, in the order of the file."""
    with path.open("rb") as file:
        try:
            tables = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise CatalogError(f"{path.name}: {error}") from error
    for id_, values in tables.items():
        if not isinstance(values, dict):
            raise CatalogError(f"{path.name}, {id_}: a table is expected")
        yield Entry(path.name, id_, dict(values))
