"""What a picture file consists of, read without the library that wrote it.

A file that is served has what it takes to show pixels and nothing beside them: no segment, chunk or
byte that could carry words. The lists say what is allowed; everything else, known or not, is a
fault.
"""

import struct
from collections.abc import Iterator

# JFIF 1.1, a pixel is as high as it is wide, no thumbnail.
JFIF = b"JFIF\0\1\1\0\0\1\0\1\0\0"
APP0, START, END, SCAN = 0xE0, 0xD8, 0xD9, 0xDA
BASELINE, PROGRESSIVE, HUFFMAN, QUANTIZATION = 0xC0, 0xC2, 0xC4, 0xDB
SEGMENTS = {APP0, BASELINE, PROGRESSIVE, HUFFMAN, QUANTIZATION, SCAN}


class Unclean(Exception):
    """The file holds something that does not belong into it; the message says what and where."""


def inspect(file: bytes, kind: str, size: tuple[int, int]) -> None:
    """Read a "webp" or "jpg" file through to its last byte. Raises Unclean."""
    try:
        found = READERS[kind](file)
    except (IndexError, struct.error):
        raise Unclean("it ends too early") from None
    if found != size:
        raise Unclean(f"it is {found}, not {size}")


def webp_size(file: bytes) -> tuple[int, int]:
    """Of a file with one chunk, a lossy picture without transparency."""
    riff, length, form, name, held = struct.unpack_from("<4sI4s4sI", file)
    if (riff, form, name) != (b"RIFF", b"WEBP", b"VP8 "):
        raise Unclean(f"it begins with {name!r}")
    if not length + 8 == len(file) == 20 + held + held % 2:
        raise Unclean("something stands behind the picture")
    if held % 2 and file[-1]:
        raise Unclean("the byte that fills up is not empty")
    tag, mark, width, height = struct.unpack_from("<3s3sHH", file, 20)
    # A key frame, version 0, shown; two bits above the lengths ask for enlargement.
    if tag[0] & 0b11111 != 0b10000 or mark != b"\x9d\x01\x2a" or (width | height) >> 14:
        raise Unclean("its frame is of another kind")
    return width, height


def jpeg_size(file: bytes) -> tuple[int, int]:
    """Of a file with the segments that Pillow needs to write pixels."""
    size = (0, 0)
    for marker, body in segments(file):
        if marker not in SEGMENTS:
            raise Unclean(f"it has a segment {marker:x}")
        if marker == APP0 and body != JFIF:
            raise Unclean("its JFIF header says more than it must")
        if marker in {BASELINE, PROGRESSIVE}:
            _bits, height, width = struct.unpack_from(">BHH", body)
            size = width, height
    return size


def segments(file: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each, from the first byte to the last; pixels are skipped."""
    if file[:2] != bytes([0xFF, START]):
        raise Unclean("it does not begin as a JPEG")
    at = 2
    while file[at : at + 2] != bytes([0xFF, END]):
        filler, marker, length = struct.unpack_from(">BBH", file, at)
        if filler != 0xFF:
            raise Unclean(f"byte {at} belongs to nothing")
        yield marker, file[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == SCAN:
            at = end_of_pixels(file, at)
    if at + 2 != len(file):
        raise Unclean("something stands behind the picture")


def end_of_pixels(file: bytes, at: int) -> int:
    """Where the next marker stands; among pixels FF is followed by 0."""
    while file[at] != 0xFF or not file[at + 1]:
        at += 1
    return at


READERS = {"webp": webp_size, "jpg": jpeg_size}
