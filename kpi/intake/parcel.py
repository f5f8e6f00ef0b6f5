"""What crosses between processes: a part and what is wanted of it, then what was found in it.

Words go as JSON and columns as Arrow's own stream: reading them back runs no code that came with
a file.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kpi.errors import UnreadableFile, Where
from kpi.facts import LeftOut, Note
from kpi.intake.cells import Cells, figure_text
from kpi.intake.container import Part
from kpi.intake.sketch import Loaded, Sketch
from kpi.intake.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from kpi.intake.sketch import Wish

    Take = Callable[[], bytearray]
    Found = Sketch | Table

# What a sketch holds beside its columns.
_WORDS = tuple(f.name for f in fields(Sketch) if f.name != "load")


def request(wanted: str, part: Part) -> tuple[bytes, bytes]:
    """Return the messages that ask for the "sketches" or the "tables" of a part."""
    words = {
        "wanted": wanted, "file": part.file, "kind": part.kind, "hidden": part.hidden,
        "encoding": part.encoding, "notes": _plain(part.notes),
    }  # fmt: skip
    return _json(words), part.data


def requested(take: Take) -> tuple[str, Part]:
    """Return what is wanted, and of which part."""
    words = json.loads(take())
    wanted, notes = words.pop("wanted"), tuple(map(_note, words.pop("notes")))
    return wanted, Part(**words, data=bytes(take()), notes=notes)


def answer(found: Iterable[Found]) -> list[bytes | memoryview]:
    """Return the messages that carry what was found. A sketch goes with all its columns."""
    words: list[dict[str, Any]] = []
    streams: list[bytes | memoryview] = []
    for item in found:
        if isinstance(item, Table):
            words.append({"table": asdict(item)})
            continue
        words.append({"sketch": {name: _plain(getattr(item, name)) for name in _WORDS}})
        streams.append(_stream(item))
    return [_json(words), *streams]


def refusal(error: UnreadableFile) -> list[bytes | memoryview]:
    """Return the message that refuses the part."""
    words = {
        "what": error.what, "where": asdict(error.where), "fix": error.fix,
        "values": dict(error.values),
    }  # fmt: skip
    return [_json([{"refusal": words}])]


def fault(told: str) -> list[bytes | memoryview]:
    """Return the message that says which fault of ours was met."""
    return [_json([{"fault": told}])]


def answered(take: Take) -> tuple[Found, ...]:
    """Return what was found; raises UnreadableFile when the part was refused, RuntimeError when a
    fault of ours was met.
    """
    return tuple(_item(words, take) for words in json.loads(take()))


def _item(words: Mapping[str, Any], take: Take) -> Found:
    if "table" in words:
        return _table(words["table"])
    if "sketch" in words:
        return _sketch(words["sketch"], take())
    if "refusal" in words:
        told = words["refusal"]
        values = _tuples(told["values"])
        raise UnreadableFile(told["what"], Where(**told["where"]), told["fix"], values)
    raise RuntimeError(words["fault"])


def _json(words: object) -> bytes:
    return json.dumps(words, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return asdict(value) if isinstance(value, Note | LeftOut) else value


def _tuples(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return words with their lists as tuples, as records hold them."""

    def tupled(value: Any) -> Any:
        return tuple(map(tupled, value)) if isinstance(value, list) else value

    return {name: tupled(value) for name, value in words.items()}


def _note(words: Mapping[str, Any]) -> Note:
    where = Where(**words["where"])
    return Note(code=words["code"], where=where, values=_tuples(words["values"]))


def _left_out(words: Mapping[str, Any]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(**_tuples(left)) for left in words["left_out"])


def _table(words: Mapping[str, Any]) -> Table:
    return Table(**{**_tuples(words), "rows": words["rows"], "left_out": _left_out(words)})


def _stream(sketch: Sketch) -> memoryview:
    """Return all the columns of a sketch as one Arrow stream."""
    loaded = sketch.load(dict.fromkeys(range(len(sketch.header)), "text"))
    columns: dict[str, pa.Array] = {"numbers": pa.array(loaded.numbers)}
    for position, cells in loaded.columns.items():
        if cells.texts is not None:
            columns[f"texts {position}"] = cells.texts
        if cells.figures is not None:
            columns[f"figures {position}"] = pa.array(cells.figures)
    batch = pa.record_batch(columns)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return memoryview(sink.getvalue())


def _sketch(words: Mapping[str, Any], stream: bytearray) -> Sketch:
    with pa.ipc.open_stream(pa.py_buffer(stream)) as reader:
        batch = reader.read_next_batch()
    header = tuple(words["header"])
    columns = {position: _cells(batch, position) for position in range(len(header))}
    numbers = batch.column("numbers").to_numpy()

    def original(places: NDArray[np.int64]) -> pd.DataFrame:
        import pandas as pd

        rows = zip(*(_shown(column, places) for column in columns.values()), strict=True)
        return pd.DataFrame(list(rows), columns=list(header), dtype="str")

    def load(wishes: Mapping[int, Wish]) -> Loaded:
        wished = {position: columns[position] for position in wishes}
        return Loaded(columns=wished, numbers=numbers, original=original)

    notes = tuple(map(_note, words["notes"]))
    given = {**_tuples(words), "notes": notes, "left_out": _left_out(words)}
    return Sketch(**given, load=load)


def _cells(batch: pa.RecordBatch, position: int) -> Cells:
    names = batch.schema.names
    texts = batch.column(f"texts {position}") if f"texts {position}" in names else None
    if f"figures {position}" not in names:
        return Cells(texts)
    return Cells(texts, batch.column(f"figures {position}").to_numpy())


def _shown(cells: Cells, places: NDArray[np.int64]) -> Iterator[str]:
    """Yield cells as people read them in the file."""
    texts = None if cells.texts is None else cells.texts.take(pa.array(places)).to_pylist()
    if cells.figures is None:
        return iter(texts or ())
    figures = map(figure_text, cells.figures[places].tolist())
    if texts is None:
        return figures
    return (text or figure for text, figure in zip(texts, figures, strict=True))
