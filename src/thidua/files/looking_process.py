"""Looks into a PDF or draws it or a picture small; run under limits with the file on standard input.

`check`: exits with ACTIVE for a PDF that runs scripts or carries files.
`draw-pdf PAGE WIDTH` and `draw-image WIDTH` write a JPEG, upright, without what the camera noted about place and time.
Imports nothing of ours.
"""

from __future__ import annotations

import io
import sys

ACTIVE, UNREADABLE = 6, 3  # exit codes
# What starts a program, a script or a form language when a PDF is opened; the words stand outside compressed parts.
STARTS = (b"/Launch", b"/JavaScript", b"/XFA", b"/RichMedia")
MOST_PIXELS = 80_000_000
PAPER = (255, 255, 255)


def main() -> None:
    what, *numbers = sys.argv[1:]
    content = sys.stdin.buffer.read()
    match what:
        case "check":
            check(content)
        case "draw-pdf":
            draw_page(content, *map(int, numbers))
        case "draw-image":
            draw_image(content, *map(int, numbers))


def check(content: bytes) -> None:
    """Exit with ACTIVE where a PDF does more than show pages."""
    from pypdfium2 import raw

    document = opened(content)
    active = raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or raw.FPDFDoc_GetAttachmentCount(document) > 0
    if active or any(word in content for word in STARTS):
        sys.exit(ACTIVE)


def draw_page(content: bytes, page: int, width: int) -> None:
    """Draw one page, from 0, so many pixels wide."""
    document = opened(content)
    if not 0 <= page < len(document):
        sys.exit(UNREADABLE)
    shown = document[page]
    shown.render(scale=width / max(shown.get_width(), 1)).to_pil().convert("RGB").save(
        sys.stdout.buffer, "JPEG", quality=82
    )


def draw_image(content: bytes, width: int) -> None:
    """Draw a picture at most so many pixels wide and high."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            picture.draft("RGB", (width * 2, width * 2))
            small = ImageOps.exif_transpose(picture)
            small.thumbnail((width, width))
            paper = Image.new("RGB", small.size, PAPER)
            paper.paste(small, mask=small.getchannel("A") if small.mode in {"RGBA", "LA"} else None)
            paper.save(sys.stdout.buffer, "JPEG", quality=82)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        sys.exit(UNREADABLE)


def opened(content: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN201 - the library has no types
    """The PDF; exits with UNREADABLE for one that is broken or has a password."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        sys.exit(UNREADABLE)


if __name__ == "__main__":
    main()
