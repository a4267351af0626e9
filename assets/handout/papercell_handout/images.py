"""Raster images and image files, embedded in the page as ``data:`` URIs."""

import base64
import html
import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote

from .errors import HandoutError

#: What a browser shows in an ``<img>``, best first: vector before raster, lossless before lossy.
MIME_TYPES = ("image/svg+xml", "image/png", "image/webp", "image/gif", "image/jpeg")


def embed(url, alt, folder, attachments, where):
    """The ``data:`` URI of an image that a Markdown text refers to: an attachment of the cell,
    or a file below the notebook's folder. Anything else is an error, since it cannot be shown
    without a network."""
    if url.startswith("data:"):
        return url
    if url.startswith("attachment:"):
        bundle = attachments.get(url[len("attachment:"):], {})
        for mime in MIME_TYPES:
            if mime in bundle:
                return uri(mime, bundle[mime])
        raise HandoutError(f"{where}: the attachment {url!r} ({alt}) is not in the cell, or is no image")
    if re.match(r"[a-zA-Z][a-zA-Z+.-]*:|//", url):
        raise HandoutError(
            f"{where}: the image {url} is on the network, and a handout loads nothing. "
            "Put a copy beside the notebook and name that."
        )
    folder = Path(folder or ".").resolve()
    path = (folder / unquote(url)).resolve()
    mime = mimetypes.guess_type(path.name)[0]
    if not path.is_relative_to(folder) or not path.is_file() or mime not in MIME_TYPES:
        raise HandoutError(f"{where}: the image {url!r} is not an image file below {folder}")
    return uri(mime, base64.b64encode(path.read_bytes()).decode())


def element(mime, data, alt, size=None):
    """An ``<img>`` of a MIME bundle's base64 text; ``size`` may give width and height in CSS pixels."""
    size = size if isinstance(size, dict) else {}
    sizes = "".join(
        f' {side}="{int(size[side])}"' for side in ("width", "height") if isinstance(size.get(side), (int, float))
    )
    return f'<img src="{uri(mime, data)}" alt="{html.escape(alt)}"{sizes}>'


def uri(mime, data):
    """``data:`` URI of base64 text. SVG may also be given as XML, as in an output bundle."""
    if mime == "image/svg+xml" and "<" in data:
        data = base64.b64encode(data.encode()).decode()
    return f"data:{mime};base64,{re.sub('[^A-Za-z0-9+/=]', '', data)}"
