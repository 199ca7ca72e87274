"""Uploads of every kind: made safe, or refused with a sentence that helps."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile, ImageOps, PngImagePlugin

from fujimino_support.web import containers, images
from fujimino_support.web.containers import ImageRefused
from fujimino_support.web.images import PreparedImage, prepare

SECRET = b"35.8793N139.5197E"  # stands for whatever an upload may carry besides its pixels
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def quarters(width: int = 120, height: int = 80) -> Image.Image:
    """Red, green, blue and white, from the top left to the bottom right."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(**options: object) -> bytes:
    return saved(quarters(), "JPEG", quality=95, **options)


def with_segment(data: bytes, marker: int, payload: bytes) -> bytes:
    """A JPEG with one more segment at its beginning."""
    return data[:2] + struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload + data[2:]


def replaced(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def frame_at(data: bytes) -> int:
    """Where the start of frame of a JPEG lies."""
    return next(found for found in map(data.find, (b"\xff\xc0\x00\x11", b"\xff\xc2\x00\x11")) if found > 0)


def resized_header(data: bytes, width: int, height: int) -> bytes:
    """A JPEG whose header claims another size."""
    return replaced(data, frame_at(data) + 5, struct.pack(">HH", height, width))


def scans(data: bytes) -> list[bytes]:
    """The header of a JPEG, and its scans; the last ends with the picture."""
    header, *rest = re.split(rb"(?=\xff\xda)", data)
    return [header, *rest]


def chunk(kind: bytes, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def rows(width: int, height: int, row: bytes | None = None) -> bytes:
    """The pixels of a PNG: white unless `row` gives the bytes of one row."""
    return chunk(b"IDAT", zlib.compress((b"\0" + (row or b"\xff" * 3 * width)) * height))


END = chunk(b"IEND")
SMALL_PNG = png(header(120, 80), rows(120, 80), END)


def after_header(data: bytes, *chunks: bytes) -> bytes:
    """A PNG with more chunks behind its header."""
    return data[:33] + b"".join(chunks) + data[33:]


def webp(**options: object) -> bytes:
    return saved(quarters(), "WEBP", **options)


def riff(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        kind + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)
        for kind, payload in parts
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def canvas(width: int, height: int) -> tuple[bytes, bytes]:
    return b"VP8X", bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def exif(orientation: int = 1) -> bytes:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = SECRET.decode()
    data.get_ifd(0x8825)[1] = SECRET.decode()
    return data.tobytes()


def exif_bomb() -> bytes:
    """Five thousand tags that each name the same sixty kilobytes."""
    tags = 5000
    entries = b"".join(struct.pack("<HHII", 0xC000 + index, 7, 60_000, 8) for index in range(tags))
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, tags) + entries + bytes(4)


def profile(swapped: bool = False) -> bytes:
    """sRGB; when swapped, one that says red where the pixels say blue."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if swapped:
        data = data.replace(b"rXYZ", b"tmp.").replace(b"bXYZ", b"rXYZ").replace(b"tmp.", b"bXYZ")
    return data


def text_chunks() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_text("Software", SECRET.decode(), zip=True)
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return info


def zipped(megabytes: int) -> bytes:
    return zlib.compress(bytes(megabytes * 1_000_000))


def transparent(mode: str) -> Image.Image:
    image = quarters().convert("RGBA")
    image.paste((0, 0, 0, 0), (60, 0, 120, 40))
    return image.convert(mode)


def palette() -> Image.Image:
    return quarters().quantize(4)


def motion_photo() -> bytes:
    """A phone's photo with a film behind it, in which markers of JPEG turn up by chance."""
    return jpeg() + b"\0\0\0\x18ftypmp42" + b"\xff\xda\xff\xd9\xff\xc0" * 100 + SECRET


def xmp() -> bytes:
    return b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"


Upload = Callable[[], bytes]

MADE_SAFE: dict[str, Upload] = {
    "a plain JPEG": jpeg,
    "a progressive JPEG": lambda: jpeg(progressive=True),
    "a JPEG at full colour resolution": lambda: jpeg(subsampling=0),
    "a grey JPEG": lambda: saved(quarters().convert("L")),
    "a JPEG with restart markers": lambda: jpeg(restart_marker_rows=1),
    "a JPEG with fill bytes": lambda: jpeg()[:2] + b"\xff\xff\xff" + jpeg()[2:],
    "a CMYK JPEG, inverted as Adobe does": lambda: saved(quarters().convert("CMYK"), quality=95),
    "a CMYK JPEG that does not say so": lambda: saved(quarters().convert("CMYK")).replace(b"Adobe", b"adobe"),
    "a JPEG with a place in its EXIF": lambda: jpeg(exif=exif()),
    "a JPEG with XMP": lambda: with_segment(jpeg(), 0xE1, xmp()),
    "a JPEG with a comment": lambda: jpeg(comment=SECRET),
    "a JPEG with Photoshop's data": lambda: with_segment(
        jpeg(), 0xED, b"Photoshop 3.0\x008BIM\x04\x04" + SECRET
    ),
    "a JPEG with an unknown segment": lambda: with_segment(jpeg(), 0xEB, SECRET),
    "a JPEG with sRGB": lambda: jpeg(icc_profile=profile()),
    "a JPEG with a broken profile": lambda: jpeg(icc_profile=SECRET),
    "a JPEG with a cut profile": lambda: jpeg(icc_profile=profile()[:300]),
    "a grey JPEG with a profile for colours": lambda: saved(quarters().convert("L"), icc_profile=profile()),
    "a JPEG with five megabytes of profile": lambda: jpeg(icc_profile=profile() + bytes(5_000_000)),
    "a JPEG whose EXIF is rubbish": lambda: with_segment(jpeg(), 0xE1, b"Exif\0\0" + SECRET),
    "a JPEG whose EXIF is empty": lambda: with_segment(jpeg(), 0xE1, b"Exif\0\0"),
    "a JPEG whose EXIF points at itself": lambda: with_segment(
        jpeg(), 0xE1, b"Exif\0\0II*\0\4\0\0\0\xff\xff"
    ),
    "a JPEG whose EXIF unfolds to 300 MB": lambda: with_segment(jpeg(), 0xE1, exif_bomb()),
    "a JPEG whose EXIF says turn 9": lambda: jpeg(exif=exif(9)),
    "a JPEG with a broken index of pictures": lambda: with_segment(jpeg(), 0xE2, b"MPF\0II*\0" + SECRET),
    "a JPEG with another JPEG in a comment": lambda: with_segment(jpeg(), 0xFE, jpeg() + SECRET),
    "several JPEGs in one (MPO)": lambda: saved(
        quarters(), "MPO", save_all=True, append_images=[quarters(60, 40)], quality=95
    ),
    "a motion photo": motion_photo,
    "a JPEG that is also a ZIP": lambda: jpeg() + b"PK\x03\x04" + SECRET + b"PK\x05\x06" + bytes(18),
    "a JPEG that is also HTML": lambda: with_segment(jpeg(), 0xFE, b"<script>alert(1)</script>" + SECRET),
    "a JPEG that is also JavaScript": lambda: with_segment(jpeg(), 0xE0, b"*/=alert(1);/*" + SECRET),
    "a JPEG that is also PHP": lambda: jpeg() + b"<?php system($_GET[0]); ?>" + SECRET,
    "an optimised JPEG": lambda: jpeg(optimize=True),
    "a plain PNG": lambda: SMALL_PNG,
    "an interlaced PNG": lambda: png(
        chunk(b"IHDR", struct.pack(">IIBBBBB", 120, 80, 8, 0, 0, 0, 1)),
        chunk(b"IDAT", zlib.compress(bytes(20_000))),
        END,
    ),
    "a PNG of one bit": lambda: saved(quarters().convert("1"), "PNG"),
    "a PNG of two bits": lambda: png(header(120, 80, 2, 0), rows(120, 80, b"\x1b" * 30), END),
    "a grey PNG": lambda: saved(quarters().convert("L"), "PNG"),
    "a grey PNG of 16 bits": lambda: png(header(120, 80, 16, 0), rows(120, 80, b"\x80\0" * 120), END),
    "a colour PNG of 16 bits": lambda: png(header(120, 80, 16, 2), rows(120, 80, b"\x80\0" * 360), END),
    "a transparent PNG of 16 bits": lambda: png(header(120, 80, 16, 6), rows(120, 80, b"\x80\0" * 480), END),
    "a grey PNG of 16 bits with a transparent shade": lambda: png(
        header(120, 80, 16, 0), chunk(b"tRNS", b"\x80\0"), rows(120, 80, b"\x80\0" * 120), END
    ),
    "a PNG with a palette": lambda: saved(palette(), "PNG"),
    "a PNG with a transparent colour in its palette": lambda: saved(palette(), "PNG", transparency=0),
    "a PNG with alphas in its palette": lambda: saved(palette(), "PNG", transparency=b"\0\x80\xff\xff"),
    "a PNG of one bit with a transparent colour": lambda: saved(
        quarters().convert("1"), "PNG", transparency=0
    ),
    "a transparent PNG": lambda: saved(transparent("RGBA"), "PNG"),
    "a transparent grey PNG": lambda: saved(transparent("LA"), "PNG"),
    "a PNG with a transparent colour": lambda: saved(quarters(), "PNG", transparency=RED),
    "an animated PNG": lambda: saved(
        quarters(), "PNG", save_all=True, append_images=[quarters().rotate(180)]
    ),
    "a PNG that claims a million frames": lambda: after_header(
        SMALL_PNG, chunk(b"acTL", struct.pack(">II", 10**6, 0))
    ),
    "a PNG with texts": lambda: saved(quarters(), "PNG", pnginfo=text_chunks()),
    "a PNG whose text unfolds to 50 MB": lambda: after_header(
        SMALL_PNG, chunk(b"zTXt", b"a\0\0" + zipped(50)), chunk(b"iTXt", b"a\0\1\0\0\0" + zipped(50))
    ),
    "a PNG with EXIF": lambda: saved(quarters(), "PNG", exif=exif()),
    "a PNG with EXIF behind its pixels": lambda: SMALL_PNG[:-12] + chunk(b"eXIf", exif()[6:]) + END,
    "a PNG with a thousand profiles": lambda: after_header(
        SMALL_PNG, *[chunk(b"iCCP", b"a\0\0" + zipped(1))] * 1000
    ),
    "a PNG with ten thousand empty pieces": lambda: after_header(SMALL_PNG, chunk(b"IDAT") * 10_000),
    "a PNG with two headers": lambda: after_header(SMALL_PNG, header(30_000, 30_000)),
    "a PNG with a private chunk of a bad checksum": lambda: after_header(SMALL_PNG, b"\0\0\0\1teSta\0\0\0\0"),
    "a PNG that is also HTML": lambda: after_header(SMALL_PNG, chunk(b"tEXt", b"a\0<script>" + SECRET)),
    "a PNG that is also a ZIP": lambda: SMALL_PNG + b"PK\x03\x04" + SECRET,
    "a PNG with pixels to spare": lambda: png(header(120, 80), rows(120, 800), END),
    "a plain WebP": webp,
    "a lossless WebP": lambda: webp(lossless=True),
    "a transparent WebP": lambda: saved(transparent("RGBA"), "WEBP", lossless=True),
    "an animated WebP": lambda: webp(save_all=True, append_images=[quarters().rotate(180)], lossless=True),
    "a WebP with everything beside": lambda: webp(exif=exif(), xmp=xmp(), icc_profile=profile()),
    "a WebP with rubbish beside": lambda: webp(exif=SECRET, xmp=SECRET, icc_profile=SECRET),
    "a WebP that is also a ZIP": lambda: webp() + b"PK\x03\x04" + SECRET,
}

REFUSED: dict[str, tuple[Upload, str]] = {
    "nothing": (lambda: b"", containers.EMPTY),
    "one byte": (lambda: b"\xff", containers.NOT_A_PHOTO),
    "sixteen megabytes": (lambda: bytes(16 * 1024 * 1024), containers.TOO_MANY_BYTES),
    "a photo with one byte too many": (
        lambda: jpeg().ljust(images.BYTES_LIMIT + 1, b"\0"),
        containers.TOO_MANY_BYTES,
    ),
    "SVG": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        containers.NOT_A_PHOTO,
    ),
    "HTML": (lambda: b"<!doctype html><script>alert(1)</script>", containers.NOT_A_PHOTO),
    "HTML before a JPEG": (lambda: b"<script>alert(1)</script>" + jpeg(), containers.NOT_A_PHOTO),
    "a newline before a PNG": (lambda: b"\n" + SMALL_PNG, containers.NOT_A_PHOTO),
    "PHP": (lambda: b"<?php system($_GET[0]); ?>", containers.NOT_A_PHOTO),
    "EPS": (lambda: saved(quarters(), "EPS"), containers.NOT_A_PHOTO),
    "PDF": (lambda: saved(quarters(), "PDF"), containers.NOT_A_PHOTO),
    "GIF": (lambda: saved(quarters(), "GIF"), containers.NOT_A_PHOTO),
    "TIFF": (lambda: saved(quarters(), "TIFF"), containers.NOT_A_PHOTO),
    "BMP": (lambda: saved(quarters(), "BMP"), containers.NOT_A_PHOTO),
    "ICO": (lambda: saved(quarters(), "ICO"), containers.NOT_A_PHOTO),
    "PPM": (lambda: saved(quarters(), "PPM"), containers.NOT_A_PHOTO),
    "TGA": (lambda: saved(quarters(), "TGA"), containers.NOT_A_PHOTO),
    "PSD": (lambda: b"8BPS\0\1" + bytes(100), containers.NOT_A_PHOTO),
    "JPEG 2000": (lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(100), containers.NOT_A_PHOTO),
    "JPEG XL": (lambda: b"\xff\x0a" + bytes(100), containers.NOT_A_PHOTO),
    "ZIP": (lambda: b"PK\x03\x04" + bytes(100), containers.NOT_A_PHOTO),
    "a program": (lambda: b"MZ" + bytes(100), containers.NOT_A_PHOTO),
    "a sound": (lambda: b"RIFF\0\0\0\0WAVEfmt " + bytes(100), containers.NOT_A_PHOTO),
    "AVIF": (lambda: b"\0\0\0\x20ftypavif" + bytes(100), containers.PHONE_FORMAT),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic" + bytes(100), containers.PHONE_FORMAT),
    "a film": (lambda: b"\0\0\0\x18ftypmp42" + bytes(100), containers.PHONE_FORMAT),
    "a JPEG's first bytes alone": (lambda: b"\xff\xd8\xff", containers.DAMAGED),
    "a JPEG of fill bytes": (lambda: b"\xff\xd8".ljust(100_000, b"\xff"), containers.DAMAGED),
    "a JPEG of 65500 by 65500": (lambda: resized_header(jpeg(), 65_500, 65_500), containers.TOO_MANY_PIXELS),
    "a JPEG a little over 50 megapixels": (
        lambda: resized_header(jpeg(), 10_000, 5_001),
        containers.TOO_MANY_PIXELS,
    ),
    "a JPEG of one endless row": (lambda: resized_header(jpeg(), 65_000, 8), containers.TOO_MANY_PIXELS),
    "a JPEG of no height": (lambda: resized_header(jpeg(), 120, 0), containers.DAMAGED),
    "a JPEG without pixels for its header": (
        lambda: resized_header(jpeg(), 120, 80)[:-200],
        containers.DAMAGED,
    ),
    "a JPEG with two frames": (
        lambda: with_segment(jpeg(), 0xC0, b"\x08\0\x08\0\x08\1\1\x11\0"),
        containers.DAMAGED,
    ),
    "a JPEG with rubbish between segments": (
        lambda: with_segment(jpeg(), 0xFE, b"").replace(b"\xff\xfe\0\2", b"\xff\xfe\0\2rubbish"),
        containers.DAMAGED,
    ),
    "a JPEG with a segment of no length": (
        lambda: jpeg()[:2] + b"\xff\xfe\0\0" + jpeg()[2:],
        containers.DAMAGED,
    ),
    "a JPEG with a start in its middle": (lambda: jpeg()[:2] + jpeg(), containers.DAMAGED),
    "a JPEG without an end": (lambda: jpeg()[:-2], containers.DAMAGED),
    "a JPEG without pixels": (lambda: scans(jpeg())[0] + b"\xff\xd9", containers.DAMAGED),
    "a JPEG without a frame": (lambda: jpeg().replace(b"\xff\xc0", b"\xff\xec"), containers.DAMAGED),
    "a JPEG without tables": (lambda: jpeg().replace(b"\xff\xdb", b"\xff\xec"), containers.DAMAGED),
    "a JPEG without sampling": (lambda: replaced(jpeg(), frame_at(jpeg()) + 11, b"\0"), containers.DAMAGED),
    "a JPEG of 12 bits": (lambda: replaced(jpeg(), frame_at(jpeg()) + 4, b"\x0c"), containers.DAMAGED),
    "a JPEG of nine components": (
        lambda: replaced(jpeg(), frame_at(jpeg()) + 9, b"\x09"),
        containers.DAMAGED,
    ),
    "an arithmetic JPEG": (lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc9"), containers.DAMAGED),
    "a lossless JPEG": (lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc3"), containers.DAMAGED),
    "a JPEG of forty scans": (
        lambda: b"".join(
            [*scans(jpeg(progressive=True))[:2], *scans(jpeg(progressive=True))[1:2] * 39, b"\xff\xd9"]
        ),
        containers.TOO_COMPLEX,
    ),
    "a progressive JPEG that needs 300 MB": (
        lambda: resized_header(jpeg(progressive=True, subsampling=0), 8000, 6000),
        containers.TOO_COMPLEX,
    ),
    "a JPEG of one colour a scan that needs 300 MB": (
        lambda: resized_header(jpeg(subsampling=0), 8000, 6000).replace(
            b"\xff\xda\0\x0c\3", b"\xff\xda\0\x0c\1"
        ),
        containers.TOO_COMPLEX,
    ),
    "a PNG's first bytes alone": (png, containers.DAMAGED),
    "a PNG of two thousand million rows": (
        lambda: png(header(2**31 - 1, 2**31 - 1), END),
        containers.TOO_MANY_PIXELS,
    ),
    "a PNG that unfolds to ten thousand megabytes": (
        lambda: png(header(60_000, 60_000), chunk(b"IDAT", zipped(10)), END),
        containers.TOO_MANY_PIXELS,
    ),
    "a PNG a little over 24 megapixels": (
        lambda: png(header(6000, 4001), rows(1, 1), END),
        containers.TOO_MANY_PIXELS,
    ),
    "a PNG of one endless row": (
        lambda: png(header(24_000_000, 1), rows(1, 1), END),
        containers.TOO_MANY_PIXELS,
    ),
    "a PNG of no width": (lambda: png(header(0, 80), rows(1, 1), END), containers.DAMAGED),
    "a PNG with fewer pixels than it says": (
        lambda: png(header(1000, 1000), rows(10, 10), END),
        containers.DAMAGED,
    ),
    "a PNG with a bad checksum in its header": (
        lambda: replaced(SMALL_PNG, 29, b"\0\0\0\0"),
        containers.DAMAGED,
    ),
    "a PNG with a bad checksum in its pixels": (
        lambda: replaced(SMALL_PNG, len(SMALL_PNG) - 16, b"\0"),
        containers.DAMAGED,
    ),
    "a PNG without an end": (lambda: SMALL_PNG[:-12], containers.DAMAGED),
    "a PNG without a header": (lambda: png(rows(120, 80), END), containers.DAMAGED),
    "a PNG without pixels": (lambda: png(header(120, 80), END), containers.DAMAGED),
    "a PNG whose pixels are no zlib": (
        lambda: png(header(120, 80), chunk(b"IDAT", SECRET), END),
        containers.DAMAGED,
    ),
    "a PNG of an unknown filter": (
        lambda: png(header(120, 80), chunk(b"IDAT", zlib.compress(b"\x09" * 361 * 80)), END),
        containers.DAMAGED,
    ),
    "a PNG of an unknown colour type": (
        lambda: png(header(120, 80, 8, 5), rows(120, 80), END),
        containers.DAMAGED,
    ),
    "a PNG of three bits": (lambda: png(header(120, 80, 3, 0), rows(120, 80), END), containers.DAMAGED),
    "a PNG with a chunk longer than itself": (
        lambda: after_header(SMALL_PNG, b"\xff\xff\xff\xfftEXt"),
        containers.DAMAGED,
    ),
    "a WebP's first bytes alone": (lambda: b"RIFF\0\0\0\0WEBP", containers.DAMAGED),
    "a WebP of nothing": (lambda: riff(), containers.DAMAGED),
    "a WebP of 16384 by 16384": (lambda: riff(canvas(16_384, 16_384)), containers.TOO_MANY_PIXELS),
    "a WebP that claims another size": (
        lambda: riff(canvas(200, 200), (b"VP8 ", webp()[20:])),
        containers.DAMAGED,
    ),
    "a WebP a little over its limit": (
        lambda: saved(Image.new("RGB", (6000, 4001)), "WEBP", quality=1, method=0),
        containers.TOO_MANY_PIXELS,
    ),
    "an animated WebP a little over its limit": (
        lambda: saved(
            Image.new("RGB", (5000, 2501)),
            "WEBP",
            save_all=True,
            append_images=[Image.new("RGB", (5000, 2501), "red")],
            quality=1,
            method=0,
        ),
        containers.TOO_MANY_PIXELS,
    ),
    "a large WebP cut short": (
        lambda: saved(many_shades(4800, 3200), "WEBP", quality=1, method=0)[:-9000],
        containers.DAMAGED,
    ),
    "a WebP without a frame": (lambda: riff(canvas(120, 80)), containers.DAMAGED),
    "a WebP whose pixels are rubbish": (lambda: riff((b"VP8L", b"\x2f" + SECRET * 9)), containers.DAMAGED),
}


def segments(data: bytes) -> list[int]:
    """The markers of a JPEG that Pillow wrote, from its start to the end of the file."""
    markers, at = [], 2
    while data[at + 1] != 0xDA:
        markers.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    assert data.find(b"\xff\xd9", at) == len(data) - 2
    return markers


def outcome(data: bytes) -> PreparedImage | str:
    """The photo made safe, or why it is refused."""
    try:
        return prepare(io.BytesIO(data))
    except ImageRefused as refusal:
        return str(refusal)


def assert_only_pixels(prepared: PreparedImage) -> None:
    """Nothing in any file but what its pixels need."""
    for rendition in prepared.renditions:
        assert SECRET not in rendition.data
        if rendition.format == "jpeg":
            assert set(segments(rendition.data)) <= {0xE0, 0xDB, 0xC2, 0xC4}
        else:
            size = int.from_bytes(rendition.data[16:20], "little")
            assert (rendition.data[:4], rendition.data[8:16]) == (b"RIFF", b"WEBPVP8 ")
            assert len(rendition.data) == 20 + size + size % 2
        with Image.open(io.BytesIO(rendition.data)) as image:
            image.load()
            assert (image.format, image.size, image.mode) == (
                rendition.format.upper(),
                (rendition.width, rendition.height),
                "RGB",
            )


def sizes(prepared: PreparedImage) -> list[tuple[str, int, int]]:
    return [(rendition.format, rendition.width, rendition.height) for rendition in prepared.renditions]


def largest(upload: bytes, mode: str) -> Image.Image:
    """The largest JPEG that comes of an upload, opened again."""
    image = Image.open(io.BytesIO(prepare(io.BytesIO(upload)).renditions[-1].data))
    return image.convert(mode)


def corners(upload: bytes) -> list[tuple[int, ...]]:
    """The colours near the four corners of what comes of an upload, in steps of 51, as `quarters` names them."""
    image = largest(upload, "RGB")
    (left, right), (top, bottom) = ((size // 8, size - size // 8) for size in image.size)
    points = [(left, top), (right, top), (left, bottom), (right, bottom)]
    return [
        tuple(51 * round(image.getchannel(band).tobytes()[y * image.width + x] / 51) for band in "RGB")
        for x, y in points
    ]


@pytest.mark.parametrize("name", MADE_SAFE)
def test_an_odd_photo_is_made_safe(name):
    prepared = prepare(io.BytesIO(MADE_SAFE[name]()))

    assert sizes(prepared) == [("webp", 120, 80), ("jpeg", 120, 80)]
    assert_only_pixels(prepared)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused_with_advice(name):
    upload, message = REFUSED[name]

    with pytest.raises(ImageRefused) as refusal:
        prepare(io.BytesIO(upload()))

    assert str(refusal.value) == message


def test_every_refusal_is_japanese_and_says_what_to_do():
    messages = [
        value for name, value in vars(containers).items() if name.isupper() and isinstance(value, str)
    ]

    assert len(messages) == 7
    assert [message for message in messages if not re.fullmatch(r".*。.*(ください。)", message)] == []


WHOLE: dict[str, Upload] = {
    "JPEG": jpeg,
    "progressive JPEG": lambda: jpeg(progressive=True),
    "PNG": lambda: saved(quarters(), "PNG"),
    "WebP": webp,
    "lossless WebP": lambda: webp(lossless=True),
    "animated WebP": lambda: webp(save_all=True, append_images=[quarters().rotate(180)]),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_photo_that_was_cut_off_is_refused(name):
    whole = WHOLE[name]()
    cuts = range(1, len(whole), max(1, len(whole) // 40))

    outcomes = {outcome(whole[:cut]) for cut in cuts}

    assert outcomes <= {containers.DAMAGED, containers.NOT_A_PHOTO}


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(WHOLE)), data=st.data())
def test_a_photo_with_altered_bytes_is_made_safe_or_refused(name, data):
    altered = bytearray(WHOLE[name]())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(altered) - 1))
        altered[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))

    result = outcome(bytes(altered))

    if isinstance(result, PreparedImage):
        assert_only_pixels(result)
    else:
        assert re.search("ください。$", result)


@settings(max_examples=200, deadline=None)
@given(
    start=st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", SMALL_PNG[:33], b"RIFF\xff\0\0\0WEBP"]),
    rest=st.binary(max_size=200),
)
def test_a_promising_start_with_rubbish_behind_is_refused(start, rest):
    with pytest.raises(ImageRefused, match=r"ください。$"):
        prepare(io.BytesIO(start + rest))


def test_each_size_is_written_once_and_none_is_larger_than_the_photo():
    def taken(width: int, height: int) -> list[tuple[str, int, int]]:
        return sizes(prepare(io.BytesIO(saved(quarters(width, height)))))

    assert taken(3200, 2400) == [
        ("webp", 400, 300),
        ("jpeg", 400, 300),
        ("webp", 800, 600),
        ("jpeg", 800, 600),
        ("webp", 1600, 1200),
        ("jpeg", 1600, 1200),
    ]
    assert taken(600, 1000) == [
        ("webp", 240, 400),
        ("jpeg", 240, 400),
        ("webp", 480, 800),
        ("jpeg", 480, 800),
        ("webp", 600, 1000),
        ("jpeg", 600, 1000),
    ]
    assert taken(400, 2) == [("webp", 400, 2), ("jpeg", 400, 2)]
    assert taken(1, 1) == [("webp", 1, 1), ("jpeg", 1, 1)]
    assert taken(3001, 2)[-1] == ("jpeg", 1600, 1)


def test_the_largest_size_is_that_of_the_photo():
    prepared = prepare(io.BytesIO(saved(quarters(3200, 2400))))

    assert (prepared.width, prepared.height) == (1600, 1200)


def test_the_file_is_read_from_its_beginning():
    file = io.BytesIO(jpeg())
    file.read()

    assert sizes(prepare(file)) == [("webp", 120, 80), ("jpeg", 120, 80)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(kind, orientation):
    upload = saved(quarters(), kind, exif=exif(orientation), **({"lossless": True} if kind == "WEBP" else {}))
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(upload)))
    assert upright is not None

    assert corners(upload) == corners(saved(upright.convert("RGB"), "PNG"))


def test_the_orientation_is_read_in_either_byte_order():
    little = b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0"
    big = b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0"

    turned = [BLUE, RED, WHITE, GREEN]
    assert [corners(with_segment(jpeg(), 0xE1, order)) for order in (little, big)] == [turned, turned]


CMYK = ["a CMYK JPEG, inverted as Adobe does", "a CMYK JPEG that does not say so"]
SEVERAL = ["several JPEGs in one (MPO)", "an animated PNG", "an animated WebP"]
SINGLE = ["a plain JPEG", "a progressive JPEG", "a PNG with a palette", "a lossless WebP"]


@pytest.mark.parametrize("name", [*CMYK, *SEVERAL, *SINGLE])
def test_colours_stay_and_the_first_picture_is_taken(name):
    assert corners(MADE_SAFE[name]()) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize("name", ["a transparent PNG", "a transparent WebP"])
def test_what_was_transparent_is_white(name):
    assert corners(MADE_SAFE[name]()) == [RED, WHITE, BLUE, WHITE]


def test_a_colour_that_means_nothing_is_white():
    assert corners(MADE_SAFE["a PNG with a transparent colour"]()) == [WHITE, GREEN, BLUE, WHITE]


def test_sixteen_bits_of_grey_keep_their_shade():
    shade = png(header(120, 80, 16, 0), rows(120, 80, b"\x66\0" * 120), END)

    assert corners(shade) == [(102, 102, 102)] * 4


@pytest.mark.parametrize(
    ("kind", "options"), [("JPEG", {"quality": 95}), ("PNG", {}), ("WEBP", {"lossless": True})]
)
def test_a_readable_profile_is_applied(kind, options):
    upload = saved(quarters(), kind, icc_profile=profile(swapped=True), **options)

    assert corners(upload) == [BLUE, GREEN, RED, WHITE]


def test_bands_join_without_a_seam():
    shades = Image.linear_gradient("L").resize((4000, 4000))

    written = largest(saved(shades, "PNG", compress_level=1), "L")

    column = written.crop((800, 0, 801, 1600)).tobytes()
    assert max(abs(value - 255 * y / 1599) for y, value in enumerate(column)) < 4


def test_noise_is_written_too():
    noise = Image.effect_noise((1600, 1600), 200)
    upload = saved(Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))), quality=85)

    assert len(prepare(io.BytesIO(upload)).renditions) == 6


def test_a_pillow_without_a_libwebp_to_be_found_takes_smaller_ones(monkeypatch):
    monkeypatch.setattr(images, "_read_webp", None)

    assert len(prepare(io.BytesIO(webp())).renditions) == 2
    with pytest.raises(ImageRefused, match=containers.TOO_MANY_PIXELS):
        prepare(io.BytesIO(saved(Image.new("RGB", (5000, 2501)), "WEBP", quality=1, method=0)))


def test_pillow_is_left_as_it_was():
    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)

    for name in ("a plain JPEG", "a plain PNG", "a plain WebP"):
        prepare(io.BytesIO(MADE_SAFE[name]()))

    after = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
    assert after == before


def test_threads_do_not_disturb_each_other():
    uploads = [saved(quarters(900, 600), kind) for kind in ("JPEG", "PNG", "WEBP")] * 4

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda upload: prepare(io.BytesIO(upload)), uploads))

    assert together == [prepare(io.BytesIO(upload)) for upload in uploads]


def many_shades(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width // 40, height // 40), 80).convert("RGB").resize((width, height))


def see_through(image: Image.Image) -> Image.Image:
    image.putalpha(image.getchannel("G"))
    return image


def filled_up(data: bytes) -> bytes:
    """The same upload with as many bytes behind it as are taken: they count too."""
    return data.ljust(images.BYTES_LIMIT, b"\0")


HEAVIEST: dict[str, Upload] = {
    "JPEG of 50 megapixels": lambda: saved(many_shades(8160, 6120), quality=70),
    "progressive JPEG of 50 megapixels": lambda: saved(many_shades(8160, 6120), quality=70, progressive=True),
    "progressive JPEG of 26 megapixels at full colour": lambda: saved(
        many_shades(5120, 5120), quality=70, progressive=True, subsampling=0
    ),
    "CMYK JPEG of 50 megapixels": lambda: saved(many_shades(8160, 6120).convert("CMYK"), quality=30),
    "JPEG too small to reduce": lambda: saved(many_shades(3190, 3190), quality=70),
    "PNG of 24 megapixels": lambda: saved(many_shades(6000, 4000), "PNG", compress_level=1),
    "transparent PNG of 24 megapixels": lambda: saved(
        many_shades(6000, 4000).convert("RGBA"), "PNG", compress_level=1
    ),
    "palette PNG of 24 megapixels": lambda: saved(
        many_shades(6000, 4000).quantize(64), "PNG", transparency=3, compress_level=1
    ),
    "16-bit PNG of 24 megapixels": lambda: png(
        header(6000, 4000, 16, 6), rows(6000, 4000, b"\x80\0" * 24_000), END
    ),
    "WebP of 24 megapixels": lambda: saved(many_shades(6000, 4000), "WEBP", quality=50, method=0),
    "transparent WebP of 24 megapixels": lambda: saved(
        see_through(many_shades(6000, 4000)), "WEBP", quality=50, method=0
    ),
    "lossless transparent WebP of 24 megapixels": lambda: saved(
        see_through(many_shades(6000, 4000).quantize(16).convert("RGB")),
        "WEBP",
        lossless=True,
        quality=0,
        method=0,
    ),
    "animated WebP of 12.5 megapixels": lambda: saved(
        many_shades(4080, 3060),
        "WEBP",
        save_all=True,
        append_images=[many_shades(4080, 3060)],
        quality=20,
        method=0,
    ),
    "JPEG with an EXIF bomb": lambda: with_segment(jpeg(), 0xE1, exif_bomb()),
    "PNG with bombs of text": lambda: after_header(SMALL_PNG, *[chunk(b"zTXt", b"a\0\0" + zipped(1))] * 64),
}

# VmHWM, because ru_maxrss counts what the test run itself held when it started the program.
MEASURE = """
import re, sys
from fujimino_support.web.images import prepare
with open(sys.argv[1], "rb") as file:
    renditions = prepare(file).renditions
with open("/proc/self/status") as status:
    print(len(renditions), int(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1]) // 1024)
"""


# One of each format; `make deep` takes them all.
SOME = ("transparent PNG of 24 megapixels", "animated WebP of 12.5 megapixels", "JPEG with an EXIF bomb")


@pytest.mark.parametrize(
    "name", [name if name in SOME else pytest.param(name, marks=pytest.mark.deep) for name in HEAVIEST]
)
def test_no_photo_needs_300_megabytes(name, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(filled_up(HEAVIEST[name]()))

    answer = subprocess.run(
        [sys.executable, "-c", MEASURE, path],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(images.__file__).parents[2],
    )

    renditions, peak = map(int, answer.stdout.split())
    assert renditions in {2, 6}
    assert peak < 300
