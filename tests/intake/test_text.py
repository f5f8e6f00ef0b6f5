"""Bytes become text the same way whatever the length of a file."""

from __future__ import annotations

import pytest

from kpi.intake.text import PIECE, decode, is_utf8

LENGTHS = [pytest.param(0, id="short"), pytest.param(PIECE, id="long")]
WRONG = {
    "a byte of an older alphabet": b"caf\xe9 ",
    "a character written too long": b"\xc0\x80",
    "half of a pair": b"\xed\xa0\x80",
    "beyond the last character": b"\xf4\x90\x80\x80",
    "a character cut in two": b"\xe2\x82",
    "a tail without a head": b"\x82",
}


@pytest.mark.parametrize("before", LENGTHS)
def test_what_python_decodes_is_utf8(before: int) -> None:
    assert is_utf8(("é" * before + "€ été 😀").encode())


@pytest.mark.parametrize("before", LENGTHS)
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_python_does_not_decode_is_not(before: int, wrong: bytes) -> None:
    for data in ("é".encode() * before + wrong, wrong + "é".encode() * (before + 1)):
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
        assert not is_utf8(data)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
@pytest.mark.parametrize("shift", range(4))
def test_a_long_text_is_decoded_over_the_ends_of_its_pieces(encoding: str, shift: int) -> None:
    text = "x" * shift + "Campagne;Coût\n" + "Été à l’œuvre;12,50 €\n" * 12_000
    data = text.encode(encoding)
    assert len(data) > 3 * PIECE
    assert decode("long.csv", data).data.decode() == text


def test_a_character_of_four_bytes_may_stand_where_a_piece_ends() -> None:
    for shift in range(8):
        text = "x" * shift + "😀;é\n" * 30_000
        assert decode("long.csv", text.encode("utf-16")).data.decode() == text
