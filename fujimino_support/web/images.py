"""Photos that staff upload: read with care, and written anew in a few sizes without a trace of where they were taken.

No byte of an upload reaches a visitor. Its pixels are copied into a new picture, which is what is kept.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Literal

from PIL import Image, ImageCms, _webp

from .containers import (
    DAMAGED,
    EMPTY,
    TOO_MANY_BYTES,
    TOO_MANY_PIXELS,
    ImageRefused,
    essentials,
    kind_of,
    orientation,
)

BYTES_LIMIT = 15 * 1024 * 1024

# Pixels, by what reading one costs, so that each stays below 300 MB: JPEG is decoded at a reduced scale, PNG and WebP
# at 4 to 8 bytes a pixel, but an animation at 16 (two canvases, a copy, the picture).
PIXEL_LIMITS = {"JPEG": 50_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
ANIMATION_LIMIT = 12_500_000
SIDE_LIMIT = 30_000  # pixels; a longer row costs more than its picture

PROFILE_LIMIT = 4 * 1024 * 1024  # bytes of an ICC profile; those for printing are the largest, at about 2 MB

LONG_SIDES = (400, 800, 1600)  # pixels


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
    kind = kind_of(data)
    kept = essentials(kind, data)
    with Image.open(io.BytesIO(kept.data), formats=[kind]) as image:
        if max(image.size) > SIDE_LIMIT or image.width * image.height > PIXEL_LIMITS[kind]:
            raise ImageRefused(TOO_MANY_PIXELS)
        size = _fitting(image.size, LONG_SIDES[-1])
        exif = kept.exif or image.info.get("exif", b"")
        profile = image.info.get("icc_profile") or b""
        small = _shrunk(_loaded(image, kept.data, size), size)
    return _upright(_in_srgb(small, profile), orientation(exif))


def _loaded(image: Image.Image, data: bytes, size: tuple[int, int]) -> Image.Image:
    """Its pixels, of a JPEG not many more than `size` needs."""
    if image.format == "WEBP":
        if still := _still_webp(image, data):
            return still
        if image.width * image.height > ANIMATION_LIMIT:
            whole = _read_webp and not getattr(image, "is_animated", False)
            raise ImageRefused(DAMAGED if whole else TOO_MANY_PIXELS)
    image.draft(None, size)
    image.load()
    return image


def _plain_reader() -> Callable[..., int | None] | None:
    """Of the libwebp that Pillow brings, found by way of Pillow's module; None where the two are one file."""
    with suppress(AttributeError, OSError):
        read: Callable[..., int | None] = ctypes.CDLL(_webp.__file__).WebPDecodeRGBAInto
        size, address = ctypes.c_size_t, ctypes.c_void_p
        read.argtypes = [ctypes.c_char_p, size, address, size, ctypes.c_int]  # type: ignore[attr-defined]
        read.restype = address  # type: ignore[attr-defined]
        return read
    return None


_read_webp = _plain_reader()


def _still_webp(image: Image.Image, data: bytes) -> Image.Image | None:
    """Read straight into the picture; None for an animation, and for what is damaged.

    Pillow has only the reader of animations, which took 389 MB for 24 megapixels; this takes half.
    """
    width, height = image.size
    pixels = bytearray(4 * width * height)
    target = (ctypes.c_char * len(pixels)).from_buffer(pixels)
    if not _read_webp or not _read_webp(data, len(data), target, len(pixels), 4 * width):
        return None
    return Image.frombuffer("RGBA" if image.mode == "RGBA" else "RGBX", image.size, pixels)


def _fitting(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Width and height in pixels with the long side at most `long_side`, in proportion.

    >>> _fitting((4000, 3000), 1600), _fitting((300, 200), 400), _fitting((5000, 1), 400)
    ((1600, 1200), (300, 200), (400, 1))
    """
    scale = min(1, long_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


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


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes in pixels, from the smallest, in which a picture of `width` × `height` is kept.

    >>> sizes(1600, 1200), sizes(300, 200)
    ([(400, 300), (800, 600), (1600, 1200)], [(300, 200)])
    """
    return list(dict.fromkeys(_fitting((width, height), long_side) for long_side in LONG_SIDES))


def _renditions(picture: Image.Image) -> Iterator[Rendition]:
    for width, height in sizes(*picture.size):
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
