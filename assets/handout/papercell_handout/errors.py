"""What an export can fail with: always the cell, what is wrong, and what to do."""

from nbconvert.utils.exceptions import ConversionException


class HandoutError(ConversionException):
    """The notebook cannot become a handout; the message is for the notebook's author."""


def name_cell(number, cell):
    """The words by which messages call a cell, for example ``cell 7 (code, [3])``.

    ``number`` counts all cells from 1, as a reader of the notebook would;
    ``[3]`` is the execution count, which the kernel's own messages use.
    """
    count = cell.get("execution_count")
    kind = cell.get("cell_type", "unknown")
    return f"cell {number} ({kind}, [{count}])" if count else f"cell {number} ({kind})"
