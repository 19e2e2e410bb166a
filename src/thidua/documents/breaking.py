"""Where the name of an issuing body and a heading are broken into lines."""

from __future__ import annotations

from math import ceil

from thidua.core.text import fold

# A line of a name begins with what the body belongs to.
_OPENERS = (
    "tinh", "thanh pho", "quan", "huyen", "thi xa", "xa", "phuong", "dac khu", "truong", "cong ty", "tong cong ty",
    "benh vien", "khu cong nghiep", "cac khu cong nghiep", "phong", "so", "chi nhanh",
)  # fmt: skip
_LONGEST_OPENER = 4
# A line may end so much farther from the even length, as a share of the text, where a clause ends.
_CLAUSE_WORTH = 0.25


def broken(name: str, letters: int) -> str:
    """A name on lines of about so many letters, broken before the words that people break at, else into even lines.

    "Liên đoàn Lao động huyện Ứng Hòa" -> "Liên đoàn Lao động", "huyện Ứng Hòa". Line feeds in a name are kept.
    """
    return "\n".join("\n".join(_lines(line.split(), letters)) for line in name.split("\n"))


def balanced(text: str, letters: int) -> str:
    """A heading on even lines of at most so many letters, rather broken where a clause ends than within one.

    "Kết quả năm 2020; nhiệm vụ năm 2021" -> "Kết quả năm 2020;", "nhiệm vụ năm 2021", and never a last word on a line
    of its own. Line feeds are kept.
    """
    return "\n".join("\n".join(_even_lines(line.split(), letters)) for line in text.split("\n"))


def _even_lines(words: list[str], letters: int) -> list[str]:
    whole = " ".join(words)
    if len(whole) <= letters or len(words) == 1:
        return [whole]
    even = len(whole) / ceil(len(whole) / letters)

    def cost(at: int) -> float:
        line = " ".join(words[:at])
        return abs(len(line) - even) - (_CLAUSE_WORTH * len(whole) if line.endswith(";") else 0)

    fitting = [at for at in range(1, len(words)) if len(" ".join(words[:at])) <= letters]
    at = min(fitting or [1], key=cost)
    return [" ".join(words[:at]), *_even_lines(words[at:], letters)]


def _lines(words: list[str], letters: int) -> list[str]:
    whole = " ".join(words)
    if len(whole) <= letters or len(words) == 1:
        return [whole]
    places = range(1, len(words))
    openers = [at for at in places if _opens(words, at)]
    at = min(openers or places, key=lambda at: abs(len(" ".join(words[:at])) - len(whole) / 2))
    return _lines(words[:at], letters) + _lines(words[at:], letters)


def _opens(words: list[str], at: int) -> bool:
    return any(fold(" ".join(words[at : at + many])) in _OPENERS for many in range(1, _LONGEST_OPENER + 1))
