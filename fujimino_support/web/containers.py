"""What a photo's file is made of, and why it may be refused; read byte by byte, before anything is decoded."""

from __future__ import annotations

import zlib
from contextlib import suppress
from struct import error as struct_error
from struct import unpack_from
from typing import NamedTuple

# A JPEG of several scans is held in memory as coefficients, at full scale, and each scan passes over all of them.
# 50 megapixels at 4:2:0 take 150 MB. Cameras and jpegtran write 10 scans, mozjpeg up to about 20.
COEFFICIENTS_LIMIT = 160_000_000  # bytes
SCANS_LIMIT = 32

EMPTY = "ファイルが空です。写真を選び直してください。"
TOO_MANY_BYTES = "ファイルが大きすぎます。15MBまでの写真を選ぶか、小さくして保存し直してください。"
TOO_MANY_PIXELS = "写真の縦横が大きすぎます。縦横を小さくして保存し直すか、別の写真を選んでください。"
TOO_COMPLEX = (
    "写真の保存のしかたが複雑で、読み込めません。「プログレッシブ」を外したJPEGで保存し直してください。"
)
NOT_A_PHOTO = "JPEG・PNG・WebPの写真ではありません。JPEGで保存し直すか、別の写真を選んでください。"
PHONE_FORMAT = (
    "この形式（HEICや動画など）は使えません。"
    "iPhoneでは「設定」→「カメラ」→「フォーマット」で「互換性優先」を選んで撮り直すか、JPEGで保存し直してください。"
)
DAMAGED = (
    "写真が壊れているか、途中で切れています。元の写真を開いてJPEGで保存し直すか、別の写真を選んでください。"
)


class ImageRefused(ValueError):
    """The upload cannot become a photo. The message tells staff what is wrong and what to do next."""


_EXIF_PREFIX = b"Exif\0\0"


def kind_of(data: bytes) -> str:
    """Pillow's name of the format, by the first bytes; the file's name says nothing.

    >>> kind_of(b"\\xff\\xd8\\xff\\xe0"), kind_of(b"RIFF\\x00\\x00\\x00\\x00WEBPVP8 ")
    ('JPEG', 'WEBP')
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(_PNG_SIGNATURE):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise ImageRefused(PHONE_FORMAT if data[4:8] == b"ftyp" else NOT_A_PHOTO)


class Essentials(NamedTuple):
    """What Pillow may see of an upload, and the EXIF data that it may not.

    Pillow copies out every EXIF value at once, and sixty kilobytes can name the same bytes five thousand times.
    """

    data: bytes
    exif: bytes = b""


def essentials(kind: str, data: bytes) -> Essentials:
    match kind:
        case "JPEG":
            return _jpeg_essentials(data)
        case "PNG":
            return _png_essentials(data)
        case _:
            return Essentials(data)  # libwebp finds the parts of a WebP by itself


# ITU-T T.81, table B.1. Lossless, hierarchical and arithmetic JPEGs come from no camera.
_START_OF_FRAME = {0xC0, 0xC1, 0xC2}
_PROGRESSIVE, _START_OF_SCAN = 0xC2, 0xDA
_TABLES = {0xC4, 0xDB, 0xDD}  # Huffman, quantization, restart interval
_APPLICATION_DATA = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}


def _jpeg_essentials(data: bytes) -> Essentials:
    """The one picture of a JPEG with the segments that say how to show it, without what precedes and follows it.

    Stricter than Pillow and libjpeg, which skip rubbish, so that they cannot read another header than this.
    """
    kept, frame, exif, at = [data[:2]], b"", b"", 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        prefix, marker, length = unpack_from(">BBH", data, at)
        start, at = at, at + 2 + length
        segment = data[start:at]
        if prefix != 0xFF or marker < 0xC0 or length < 2 or 0xD0 <= marker <= 0xD9:
            raise ImageRefused(DAMAGED)
        if marker == _START_OF_SCAN:
            break
        if marker in _START_OF_FRAME:
            if frame:
                raise ImageRefused(DAMAGED)
            frame = segment
        if marker == 0xE1 and segment[4:10] == _EXIF_PREFIX:
            exif = exif or segment[10:]
        wanted = _APPLICATION_DATA.get(marker)
        if marker in _START_OF_FRAME | _TABLES or (wanted and segment[4:].startswith(wanted)):
            kept.append(segment)
    # In the coded data 0xFF is followed by 0x00, so that these two bytes can only be the end.
    end = data.find(b"\xff\xd9", start)
    if not frame or end < 0:
        raise ImageRefused(DAMAGED)
    scans = data.count(b"\xff\xda", start, end)
    _refuse_costly_jpeg(frame, interleaved=segment[4] == frame[9], scans=scans)
    return Essentials(b"".join([*kept, data[start : end + 2]]), exif)


def _refuse_costly_jpeg(frame: bytes, interleaved: bool, scans: int) -> None:
    """`frame` is the segment that gives the size and each component's sampling (ITU-T T.81, B.2.2)."""
    height, width, components = unpack_from(">HHB", frame, 5)
    samplings = [(sampling >> 4, sampling & 15) for sampling in frame[11 : 10 + 3 * components : 3]]
    most = max(across for across, _ in samplings) * max(down for _, down in samplings)
    coefficients = width * height * sum(across * down for across, down in samplings) / most
    one_pass = interleaved and frame[1] != _PROGRESSIVE
    if scans > SCANS_LIMIT or (not one_pass and 2 * coefficients > COEFFICIENTS_LIMIT):
        raise ImageRefused(TOO_COMPLEX)


_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"IDAT", b"IEND"}


def _png_essentials(data: bytes) -> Essentials:
    """A PNG's chunks that say how to show its first picture, each once; no text, which may swell, nothing after its end."""
    kept, exif, wanted, kind, at = [_PNG_SIGNATURE], b"", set(_PNG_CHUNKS), b"", len(_PNG_SIGNATURE)
    while kind != b"IEND":
        length, kind = unpack_from(">I4s", data, at)
        start, at = at, at + 12 + length
        if kind not in wanted:
            continue
        if unpack_from(">I", data, at - 4) != (zlib.crc32(data[start + 4 : at - 4]),):
            raise ImageRefused(DAMAGED)
        if kind != b"IDAT":
            wanted.remove(kind)
        if kind == b"eXIf":
            exif = data[start + 8 : at - 4]
        else:
            kept.append(data[start:at])
    return Essentials(b"".join(kept), exif)


def orientation(exif: bytes) -> int:
    """The orientation that the first directory gives (TIFF 6.0, section 2; Exif 2.32, tag 0x0112); 1 without one.

    >>> orientation(b"MM\\0*\\0\\0\\0\\x08" + b"\\0\\1" + b"\\x01\\x12\\0\\3\\0\\0\\0\\1\\0\\6\\0\\0"), orientation(b"MM\\0*")
    (6, 1)
    """
    tiff = exif.removeprefix(_EXIF_PREFIX)
    order = "<" if tiff.startswith(b"II") else ">"
    with suppress(struct_error):  # a photo is not refused for what is scribbled beside it
        (directory,) = unpack_from(f"{order}I", tiff, 4)
        (entries,) = unpack_from(f"{order}H", tiff, directory)
        for entry in range(entries):
            tag, _, _, value = unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * entry)
            if tag == 0x0112:
                return int(value)
    return 1
