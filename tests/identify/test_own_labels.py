"""Labels of our own among readings: whose they are, and nothing else of them is left."""

from handmade import barcode, found, label, printed, qr
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli import hw_id
from hwlab_cli.identify.own_labels import parted, with_labels
from hwlab_cli.model import Identification, Reading

NAME = "HW-4F7K2M98"
OTHER = "HW-00000000"
names = st.text(hw_id.ALPHABET, min_size=7, max_size=7).map(
    lambda payload: hw_id.PREFIX + payload + hw_id.check_character(payload)
)


def ours(name: str) -> list[Reading]:
    return [qr(hw_id.code_of(name)), *label(name)]


def test_a_label_says_whose_it_is_and_nothing_of_the_device() -> None:
    device = label("Cisco", "Model: WS-C3850-48P-S", ["S/N:", "FDO2031X0AB"])
    kept, labels = parted([*device, *ours(NAME)])
    assert labels == (NAME,)
    assert kept == tuple(device)
    assert found(kept) == found(device)


def test_the_name_is_dropped_however_it_was_read() -> None:
    for text in (NAME, NAME.lower(), "HW-4F7K2M9B", "HW 4F7K2M98", "HW-4F7KZM98"):
        kept, _ = parted([qr(hw_id.code_of(NAME)), printed(text)])
        assert kept == (), text
    # By itself it is one where it is written without a fault.
    assert parted([printed(NAME)]) == ((), ())
    assert parted([printed("HW-4F7K2M99")])[0] != ()


def test_other_codes_are_left_as_they_are() -> None:
    readings = (barcode("SFDO2031X0AB"), qr("https://example.net/#HW-4F7K2M98"))
    assert parted(readings) == (readings, ())
    # A name in a code that is not of our making finds nothing, and is no serial either.
    assert parted([*readings, barcode(NAME)]) == (readings, ())


@given(st.lists(names, max_size=4))
def test_every_label_is_found(several: list[str]) -> None:
    kept, labels = parted([one for name in several for one in ours(name)])
    assert kept == ()
    assert labels == tuple(sorted(set(several)))


@given(st.text(max_size=40))
def test_no_other_text_is_a_label(text: str) -> None:
    _, labels = parted([qr(text), printed(text)])
    assert labels == ()


def test_another_intakes_label_is_a_question_and_its_own_is_none() -> None:
    device = Identification(model="X")
    assert with_labels(device, [NAME], NAME) is device
    (question,) = with_labels(device, [OTHER, NAME], NAME).questions
    assert question.startswith(f"a photo shows the label of {OTHER}: ")
    assert ";" not in question
