"""Unpacking a zipped workbook with care, before a library that trusts it may read it.

A small file may unpack to gigabytes, and what it declares is not believed: the bytes that come
out are counted. Only the parts made of XML are kept; pictures, macros and the like are not.
"""

import io
import struct
import zipfile
import zlib

from cdo_share.exchange.unreadable import damaged, locked, too_large

MOST_ENTRIES = 2000
MOST_UNPACKED_BYTES = 50 * 1024 * 1024
CHUNK_BYTES = 256 * 1024
LOCAL_HEADER = struct.Struct("<4s22xHH")
ENCRYPTED = 1  # bit of an entry's flags
KEPT = (".xml", ".rels")


def list_names(data: bytes) -> list[str]:
    """Return what a zipped file says it holds; raises InvalidInput."""
    return [entry.filename for entry in _entries(data)]


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zipped workbook that are XML, by name; raises InvalidInput."""
    entries = _entries(data)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
        raise too_large()
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED_BYTES
    for entry in entries:
        content = _inflated(data, entry, left)
        left -= len(content)
        if entry.filename.lower().endswith(KEPT):
            parts[entry.filename] = content
    return parts


def repack(parts: dict[str, bytes], media_type: str = "") -> io.BytesIO:
    """Return a zipped workbook of nothing but these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        if media_type:
            archive.writestr("mimetype", media_type)
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise damaged() from error
    if len(entries) > MOST_ENTRIES:
        raise too_large()
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise locked()
    return entries


def _inflated(data: bytes, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return what an entry really unpacks to; raises InvalidInput beyond `most` bytes."""
    packed = _packed(data, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        content = _inflate(packed, most)
    else:
        raise damaged()
    if len(content) > most:
        raise too_large()
    return content


def _packed(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    header = data[entry.header_offset : entry.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size:
        raise damaged()
    signature, name_bytes, extra_bytes = LOCAL_HEADER.unpack(header)
    start = entry.header_offset + LOCAL_HEADER.size + name_bytes + extra_bytes
    if signature != b"PK\x03\x04" or start + entry.compress_size > len(data):
        raise damaged()
    return data[start : start + entry.compress_size]


def _inflate(packed: bytes, most: int) -> bytes:
    """Return what a stream unpacks to, at least as far as shows that it is beyond `most`."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    content = bytearray()
    try:
        while packed and not inflater.eof and len(content) <= most:
            content += inflater.decompress(packed, CHUNK_BYTES)
            packed = inflater.unconsumed_tail
    except zlib.error as error:
        raise damaged() from error
    return bytes(content)
