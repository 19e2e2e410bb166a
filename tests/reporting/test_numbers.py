"""The vectors that the server's reading of numbers shares with the entry grid's (see tests/browser)."""

import json
from pathlib import Path

import pytest

from thidua.core.numbers import BadNumber, parse_number

VECTORS = json.loads(Path(__file__).with_name("numbers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['typed']!a}-{vector['decimals']}")
def test_the_server_reads_the_shared_vectors(vector):
    try:
        read = str(parse_number(vector["typed"], decimals=vector["decimals"], worth=10 ** vector.get("zeros", 0)))
    except BadNumber:
        read = None

    assert read == vector["scaled"]
