"""Numbers in addresses."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

# What an INTEGER column of either database holds. A larger number can name nothing, so it is simply not found.
LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """The number of a row, as `<int:client_id>`."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST)


def init_converters(app: Flask) -> None:
    """Let `int` in an address mean the number of a row."""
    app.url_map.converters["int"] = RowNumber
