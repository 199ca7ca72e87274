"""What becomes of a photo between the form and the page."""

import errno
import io
import re
from pathlib import Path

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from coordinators.models import Coordinator
from fujimino_support.web.containers import NOT_A_PHOTO
from fujimino_support.web.photos import PhotoFormField
from tests import make


def jpeg(width: int = 2000, height: int = 1500) -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "ひみつのメモ"
    Image.new("RGB", (width, height), "seagreen").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def kept(media_root: Path) -> list[str]:
    return sorted(str(path.relative_to(media_root)) for path in media_root.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_every_size_is_kept_under_a_name_that_tells_nothing(media_root):
    photo = make.photo(image=ContentFile(jpeg(), name="山田さんの家.jpg"))

    stem = re.fullmatch(r"photos/([0-9a-f]{32})-1600x1200\.jpg", photo.image.name).group(1)
    assert kept(media_root) == [
        f"photos/{stem}-{size}.{extension}"
        for size in ("1600x1200", "400x300", "800x600")
        for extension in ("jpg", "webp")
    ]


@pytest.mark.django_db
def test_the_page_is_told_all_sizes_from_the_smallest(media_root):
    photo = make.photo(image=ContentFile(jpeg(900, 600), name="a.jpg"))

    base = photo.image.url.removesuffix("-900x600.jpg")
    assert [tuple(size) for size in photo.image.sizes] == [
        (400, 267, f"{base}-400x267.webp", f"{base}-400x267.jpg"),
        (800, 533, f"{base}-800x533.webp", f"{base}-800x533.jpg"),
        (900, 600, f"{base}-900x600.webp", f"{base}-900x600.jpg"),
    ]
    assert all(
        (media_root / address.removeprefix("/media/")).exists()
        for size in photo.image.sizes
        for address in (size.webp, size.jpeg)
    )


@pytest.mark.django_db
def test_no_kept_byte_carries_what_the_camera_wrote(media_root):
    make.photo(image=ContentFile(jpeg(), name="a.jpg"))

    for path in media_root.rglob("*.*"):
        with Image.open(path) as image:
            assert (path.name, dict(image.getexif()), set(image.info) & {"exif", "icc_profile", "xmp"}) == (
                path.name,
                {},
                set(),
            )


@pytest.mark.django_db
def test_a_disk_that_fills_up_halfway_leaves_nothing(media_root, monkeypatch):
    photo = make.photo(image=ContentFile(jpeg(300, 200), name="a.jpg"))
    before = kept(media_root)
    write = FileSystemStorage._save  # type: ignore[attr-defined]
    written: list[str] = []

    def full_after_two(storage, name, content):
        if len(written) == 2:
            (media_root / name).write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(name)
        return write(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full_after_two)
    with pytest.raises(OSError, match="No space left"):
        photo.image.save("b.jpg", ContentFile(jpeg()))

    assert kept(media_root) == before
    photo.refresh_from_db()
    assert photo.image.name in before


@pytest.mark.django_db
def test_a_changed_photo_leaves_the_old_one_for_history(media_root):
    photo = make.photo(image=ContentFile(jpeg(300, 200), name="a.jpg"))
    old = photo.image.name

    photo.image = ContentFile(jpeg(200, 300), name="b.jpg")
    photo.save()

    assert (media_root / old).exists()
    assert (media_root / photo.image.name).exists()


def test_a_form_refuses_what_is_no_photo_in_japanese():
    class Form(forms.Form):
        photo = PhotoFormField()

    upload = SimpleUploadedFile("a.png", b"<script>alert(1)</script>")
    form = Form(files=MultiValueDict({"photo": [upload]}))

    assert form.errors == {"photo": [NOT_A_PHOTO]}


def test_a_form_offers_only_formats_it_takes():
    class Form(forms.Form):
        photo = PhotoFormField()

    assert 'accept="image/jpeg,image/png,image/webp"' in str(Form()["photo"])


@pytest.mark.django_db
def test_a_coordinator_without_photo_has_no_sizes():
    assert Coordinator(surname="見本").photo.sizes == []


@pytest.mark.django_db
@pytest.mark.parametrize(("extension", "content_type"), [("jpg", "image/jpeg"), ("webp", "image/webp")])
def test_a_kept_photo_is_served_for_good(client, media_root, extension, content_type):
    photo = make.photo(image=ContentFile(jpeg(300, 200), name="a.jpg"))
    address = photo.image.url.removesuffix("jpg") + extension

    response = client.get(address)

    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"".join(response.streaming_content) == (media_root / address.removeprefix("/media/")).read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/media/photos/" + "0" * 32 + "-300x200.jpg",
        "/media/photos/../db.sqlite3",
        "/media/photos/",
        "/media/secret.txt",
        "/media/minutes/" + "0" * 32 + ".jpg",
    ],
)
def test_media_serves_nothing_but_names_the_portal_gives(client, media_root, address):
    media_root.mkdir()
    (media_root / "secret.txt").write_text("ひみつ", encoding="utf-8")

    assert client.get(address).status_code == 404
