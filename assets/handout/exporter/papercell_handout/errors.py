"""What an export can fail with."""

from nbconvert.utils.exceptions import ConversionException


class HandoutError(ConversionException):
    """The notebook cannot become a handout; the message is for the notebook's author."""
