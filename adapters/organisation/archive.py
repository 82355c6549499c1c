"""Whether a workbook may be opened: what it unpacks to is measured before anything of it is parsed."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

from duban.engine.core.text import Text

MOST_ENTRIES = 2000
MOST_UNPACKED = 50 * 1024 * 1024
"""Bytes of all parts together."""
MOST_RATIO = 100
"""Unpacked bytes for each packed one."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
"""What `zipfile` raises for archives that are damaged, encrypted or packed in a way it does not know."""


class Suspicious(Exception):
    """The archive is not to be opened; `why` is for the reader."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def look_through(content: bytes) -> bool:
    """Check sizes and declarations of every part; whether a sheet has formulas.

    Raises:
        Suspicious: too many parts, too much to unpack, or a document type declaration (entities grow).
        DAMAGED: one of these, when it is no archive.
    """
    formulas = False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        _measure(parts, len(content))
        for part in parts:
            with archive.open(part) as stream:
                inside = stream.read(MOST_UNPACKED + 1)
            if part.filename.endswith((".xml", ".rels", ".vml")):
                _forbid_declarations(inside, part.filename)
            if part.filename.startswith("xl/worksheets/"):
                formulas = (
                    formulas or b"<f>" in inside or b"<f " in inside or b":f>" in inside or b":f " in inside
                )
    return formulas


def _measure(parts: list[zipfile.ZipInfo], packed: int) -> None:
    if len(parts) > MOST_ENTRIES:
        raise Suspicious(Text(f"有 {len(parts)} 个部件", f"it has {len(parts)} parts"))
    unpacked = sum(part.file_size for part in parts)  # `zipfile` reads no further than what is declared here
    if unpacked > MOST_UNPACKED:
        size = unpacked // (1024 * 1024)
        raise Suspicious(Text(f"展开后有 {size} MB", f"it unpacks to {size} MB"))
    if unpacked > MOST_RATIO * packed:
        ratio = unpacked // max(packed, 1)
        raise Suspicious(Text(f"展开后是原来的 {ratio} 倍", f"it grows {ratio} times when unpacked"))


def _forbid_declarations(inside: bytes, name: str) -> None:
    plain = inside.replace(b"\0", b"")  # the same words in UTF-16
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Suspicious(Text(f"{name} 含有 DOCTYPE", f"{name} has a DOCTYPE"))
