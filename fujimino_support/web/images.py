"""Photos that staff upload: read with care, and written anew in a few sizes without a trace of where they were taken.

No byte of an upload reaches a visitor. Its pixels are copied into a new picture, which is what is kept.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from struct import error as struct_error
from struct import unpack_from
from typing import IO, Literal, NamedTuple

from PIL import Image, ImageCms

BYTES_LIMIT = 15 * 1024 * 1024

# Pixels, by what reading one costs: JPEG is decoded at a reduced scale, PNG at 4 to 8 bytes a pixel, and Pillow's WebP
# reader at 16 (two canvases, a copy, the picture). So each stays below 300 MB; a phone's 12 megapixels fit everywhere.
PIXEL_LIMITS = {"JPEG": 50_000_000, "PNG": 24_000_000, "WEBP": 12_500_000}
SIDE_LIMIT = 30_000  # pixels; a longer row costs more than its picture

# A JPEG of several scans is held in memory as coefficients, at full scale, and each scan passes over all of them.
# 50 megapixels at 4:2:0 take 150 MB. Cameras and jpegtran write 10 scans, mozjpeg up to about 20.
COEFFICIENTS_LIMIT = 160_000_000  # bytes
SCANS_LIMIT = 32

PROFILE_LIMIT = 4 * 1024 * 1024  # bytes of an ICC profile; those for printing are the largest, at about 2 MB

LONG_SIDES = (400, 800, 1600)  # pixels

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


@dataclass(frozen=True)
class Rendition:
    """One file to keep: `width` and `height` in pixels, and the bytes."""

    format: Literal["webp", "jpeg"]
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class PreparedImage:
    """An upload made safe: from the smallest size to the largest, each as WebP and then as JPEG."""

    renditions: tuple[Rendition, ...]

    @property
    def width(self) -> int:
        """Of the largest size, in pixels."""
        return self.renditions[-1].width

    @property
    def height(self) -> int:
        """Of the largest size, in pixels."""
        return self.renditions[-1].height


def prepare(file: IO[bytes]) -> PreparedImage:
    """The upload in the sizes of LONG_SIDES, never larger than it was; raises ImageRefused.

    Of an animation the first picture is taken. Takes at most 300 MB whatever is uploaded, and is safe in threads.
    """
    file.seek(0)
    data = file.read(BYTES_LIMIT + 1)
    if not data:
        raise ImageRefused(EMPTY)
    if len(data) > BYTES_LIMIT:
        raise ImageRefused(TOO_MANY_BYTES)
    try:
        picture = _picture(data)
    except ImageRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefused(TOO_MANY_PIXELS) from error
    except Exception as error:
        # Readers raise whatever hostile bytes provoke: struct.error, SyntaxError, OverflowError, MemoryError, EOFError …
        raise ImageRefused(DAMAGED) from error
    return PreparedImage(tuple(_renditions(picture)))


def _picture(data: bytes) -> Image.Image:
    """The picture upright, in sRGB on white, at most the largest of LONG_SIDES."""
    kind = _kind(data)
    essentials = _essentials(kind, data)
    with Image.open(io.BytesIO(essentials.data), formats=[kind]) as image:
        if max(image.size) > SIDE_LIMIT or image.width * image.height > PIXEL_LIMITS[kind]:
            raise ImageRefused(TOO_MANY_PIXELS)
        size = _fitting(image.size, LONG_SIDES[-1])
        image.draft(None, size)
        image.load()
        exif = essentials.exif or image.info.get("exif", b"")
        profile = image.info.get("icc_profile") or b""
        small = _shrunk(image, size)
    return _upright(_in_srgb(small, profile), _orientation(exif))


def _kind(data: bytes) -> str:
    """Pillow's name of the format, by the first bytes; the file's name says nothing.

    >>> _kind(b"\\xff\\xd8\\xff\\xe0"), _kind(b"RIFF\\x00\\x00\\x00\\x00WEBPVP8 ")
    ('JPEG', 'WEBP')
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(_PNG_SIGNATURE):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise ImageRefused(PHONE_FORMAT if data[4:8] == b"ftyp" else NOT_A_PHOTO)


class _Essentials(NamedTuple):
    """What Pillow may see of an upload, and the EXIF data that it may not.

    Pillow copies out every EXIF value at once, and sixty kilobytes can name the same bytes five thousand times.
    """

    data: bytes
    exif: bytes = b""


def _essentials(kind: str, data: bytes) -> _Essentials:
    match kind:
        case "JPEG":
            return _jpeg_essentials(data)
        case "PNG":
            return _png_essentials(data)
        case _:
            return _Essentials(data)  # libwebp finds the parts of a WebP by itself


# ITU-T T.81, table B.1. Lossless, hierarchical and arithmetic JPEGs come from no camera.
_START_OF_FRAME = {0xC0, 0xC1, 0xC2}
_PROGRESSIVE, _START_OF_SCAN = 0xC2, 0xDA
_TABLES = {0xC4, 0xDB, 0xDD}  # Huffman, quantization, restart interval
_APPLICATION_DATA = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}


def _jpeg_essentials(data: bytes) -> _Essentials:
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
    return _Essentials(b"".join([*kept, data[start : end + 2]]), exif)


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


def _png_essentials(data: bytes) -> _Essentials:
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
    return _Essentials(b"".join(kept), exif)


def _fitting(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Width and height in pixels with the long side at most `long_side`, in proportion.

    >>> _fitting((4000, 3000), 1600), _fitting((300, 200), 400), _fitting((5000, 1), 400)
    ((1600, 1200), (300, 200), (400, 1))
    """
    scale = min(1, long_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


_EXIF_PREFIX = b"Exif\0\0"


def _orientation(exif: bytes) -> int:
    """The orientation that the first directory gives (TIFF 6.0, section 2; Exif 2.32, tag 0x0112); 1 without one.

    >>> _orientation(b"MM\\0*\\0\\0\\0\\x08" + b"\\0\\1" + b"\\x01\\x12\\0\\3\\0\\0\\0\\1\\0\\6\\0\\0"), _orientation(b"MM\\0*")
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


# What undoes each orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """`image` in `size`, in one of the modes of `_eight_bit`.

    It is first averaged by whole pixels, a band at a time: a conversion of the whole would double the memory.
    """
    factor = max(1, min(image.width // size[0], image.height // size[1]))
    rows = factor * 128
    tops = range(0, image.height, rows)
    bands = [
        _eight_bit(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor)
        for top in tops
    ]
    joined = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    for index, band in enumerate(bands):
        joined.paste(band, (0, index * 128))
    return joined.resize(size, Image.Resampling.LANCZOS)


def _eight_bit(image: Image.Image) -> Image.Image:
    """In a mode that can be scaled: RGBA when anything is transparent, else L, RGB or CMYK."""
    if image.mode.startswith("I"):
        # 16 bits of grey; Pillow's own conversion cuts them off at 255 instead of scaling.
        return image.point(lambda grey: grey / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """On white and in sRGB; a profile that cannot be read, or is for other colours, is ignored."""
    opaque = _on_white(image) if image.mode == "RGBA" else image
    if 0 < len(profile) <= PROFILE_LIMIT:
        with suppress(ImageCms.PyCMSError, OSError):
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(opaque, io.BytesIO(profile), srgb, outputMode="RGB")
            return converted or opaque.convert("RGB")
    return opaque.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image)
    return white


def _renditions(picture: Image.Image) -> Iterator[Rendition]:
    sizes = dict.fromkeys(_fitting(picture.size, long_side) for long_side in LONG_SIDES)
    for width, height in sizes:
        # A new image knows its pixels and nothing else, so there is nothing else to write.
        clean = Image.new("RGB", (width, height))
        clean.paste(picture.resize((width, height), Image.Resampling.LANCZOS))
        yield Rendition("webp", width, height, _encoded(clean, "WEBP", quality=80, method=4))
        yield Rendition(
            "jpeg", width, height, _encoded(clean, "JPEG", quality=82, optimize=True, progressive=True)
        )


def _encoded(image: Image.Image, kind: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
