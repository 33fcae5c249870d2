"""Looks into one picture, prints what it found as JSON, and writes it anew; run as a program of its own.

What is shown on screen is never the file that came in but this copy: decoded, turned upright, made smaller, and
saved again without whatever else stood in it (place of the photo, comments, a second file behind the picture).
"""

import json
import resource
import sys

CPU_SECONDS = 12
MEMORY_BYTES = 1536 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2_000


def probe(path: str, copy: str) -> dict[str, object]:
    """Return {"format": "JPEG"} or {"error": "pixels" | "animated" | "broken"}; the copy is written to `copy`."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # after the limits are set

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(path, formats=["JPEG", "PNG"]) as picture:
            # A phone's photo with a second picture inside is still a JPEG.
            kind = "JPEG" if picture.format == "MPO" else picture.format
            if picture.width * picture.height > MOST_PIXELS:
                return {"error": "pixels"}
            if getattr(picture, "n_frames", 1) != 1 and kind == "PNG":
                return {"error": "animated"}
            picture.verify()
        with Image.open(path, formats=["JPEG", "PNG"]) as picture:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            _save(upright, copy, is_png=kind == "PNG")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"error": "pixels"}
    except Exception:  # whatever the file provoked, it cannot be shown
        return {"error": "broken"}
    return {"format": kind}


def _save(picture: "object", copy: str, *, is_png: bool) -> None:
    """Write the bare pixels."""
    from PIL import Image  # noqa: PLC0415

    if not isinstance(picture, Image.Image):
        raise TypeError(picture)
    mode = "RGBA" if is_png and picture.mode in {"RGBA", "LA", "PA", "P"} else "RGB"
    bare = Image.new(mode, picture.size)
    bare.paste(picture.convert(mode))
    if is_png:
        bare.save(copy, "PNG", optimize=False, compress_level=6)
    else:
        bare.save(copy, "JPEG", quality=85)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(probe(sys.argv[1], sys.argv[2])))
