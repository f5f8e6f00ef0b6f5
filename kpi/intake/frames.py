"""Messages over a pipe: eight bytes of length, then that many bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedReader, BufferedWriter, FileIO

_LENGTH = 8


def put(sink: BufferedWriter, *messages: bytes | memoryview) -> None:
    """Write messages. Raises OSError when nobody reads them any more."""
    for message in messages:
        sink.write(len(message).to_bytes(_LENGTH, "big"))
        sink.write(message)
    sink.flush()


def take(source: BufferedReader | FileIO) -> bytearray:
    """Return the next message. Raises EOFError when the other end closes before it is whole."""
    return _exactly(source, int.from_bytes(_exactly(source, _LENGTH), "big"))


def _exactly(source: BufferedReader | FileIO, size: int) -> bytearray:
    found = bytearray(size)
    done = 0
    with memoryview(found) as view:
        while done < size:
            count = source.readinto(view[done:])
            if not count:
                raise EOFError
            done += count
    return found
