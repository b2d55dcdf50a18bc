import pytest

from hwlab_cli.identify.reply.nothing import says_nothing


@pytest.mark.parametrize(
    "text",
    [
        *("N/A", "n/a", "none", "Unknown.", "not legible", "---", "?", "…", "(not visible)", ""),
        *("No serial number is visible", "the label cannot be read", "unbekannt", "illisible"),
        *(
            "nicht lesbar",
            "no legible",
            "неизвестно",
            "不明",
            "未知",
            "없음",
            "désconocido",
            "UNREADABLE",
        ),
        *(
            "Unknown (covered by a cable)",
            "could not be determined from this photo",
            "none visible",
        ),
    ],
)
def test_what_says_that_there_is_none(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        *("CZJ5470B2K", "0", "NA-1234", "NONE-SUCH 3000", "Unknown Worlds 2", "No. 7", "ND2000"),
        *("HPE", "N9K-C9300", "TBD-100", "Nil 5", "missing link 3", "없음123", "Notfallserver 3"),
    ],
)
def test_what_says_something(text: str) -> None:
    assert not says_nothing(text)
