"""The one gate for HTML that comes from the notebook: raw HTML in Markdown, and ``text/html`` outputs.

No script, no style sheet, no frame, no form survives, and nothing that loads: an image keeps its
source only when the source is the image itself (``data:``).
"""

import nh3

#: No h1: a page has one, its title.
_TAGS = set(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "
    "figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary "
    "sup table tbody td tfoot th thead time tr u ul var".split()
)

#: Elements whose text goes with them: it is code or fallback, not prose.
_REMOVED_WITH_TEXT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}

_ATTRIBUTES = {
    "*": {"class", "id", "lang", "dir", "title", "style"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "details": {"open"},
}

#: Enough for the tables of data frames; nothing that positions, hides or loads.
_STYLES = {
    "background-color", "border", "border-bottom", "border-left", "border-right", "border-top", "color",
    "font-family", "font-size", "font-style", "font-weight", "text-align", "text-decoration",
    "vertical-align", "white-space",
}  # fmt: skip

_IMAGE_DATA = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp", "svg+xml"))


def _keep(tag, attribute, value):
    if tag == "img" and attribute == "src":
        return value if value.startswith(_IMAGE_DATA) else None
    if attribute == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_REMOVED_WITH_TEXT,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    filter_style_properties=_STYLES,
    url_schemes={"http", "https", "mailto", "data"},
    link_rel="noopener",
)


def clean(markup):
    """``markup`` reduced to what a page on paper can show."""
    return _CLEANER.clean(markup)
