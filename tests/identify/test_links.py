import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.links import LINK, host, link_claims


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.com/a?b=c now", ["https://example.com/a?b=c"]),
        ("www.supermicro.com", ["www.supermicro.com"]),
        ("HTTP://EXAMPLE.COM", ["HTTP://EXAMPLE.COM"]),
        ("S/N: 12 no link: at all", []),
        ("w.w.w.example", []),
    ],
)
def test_links_in_a_text(text: str, links: list[str]) -> None:
    assert LINK.findall(text) == links


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://User:pw@Support.HPE.com:8443/x", "support.hpe.com"),
        ("www.supermicro.com/a", "www.supermicro.com"),
        ("https://[::1/x", None),
        ("https:///x", None),
    ],
)
def test_where_a_link_leads(link: str, expected: str | None) -> None:
    assert host(link) == expected


def test_a_link_that_is_none_states_nothing() -> None:
    assert list(link_claims("https://[::1/?sn=AB12CD34")) == []


def test_a_link_of_very_many_parts_is_no_link_of_a_label() -> None:
    assert len(list(link_claims("https://x.org/" + "a/" * 5000))) <= 50
    assert list(link_claims("https://x.org/?" + "sn=AB12CD34&" * 5000)) == []


@given(st.text())
def test_no_link_is_too_strange(text: str) -> None:
    link = f"https://{text}"
    list(link_claims(link))
    host(link)
