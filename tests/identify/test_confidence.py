import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.confidence import BELIEFS, SHARES, UNPROVEN, confidence
from hwlab_cli.model import Evidence, EvidenceKind, Identification, IdentifiedField

SERIAL, MODEL = IdentifiedField.SERIAL, IdentifiedField.MODEL
MAKER = IdentifiedField.MANUFACTURER
BARCODE, TEXT, OUI = EvidenceKind.BARCODE, EvidenceKind.TEXT, EvidenceKind.OUI
Fields = dict[IdentifiedField, tuple[list[EvidenceKind], bool]]


def identification(fields: Fields) -> Identification:
    found = Identification()
    for name, (kinds, proven) in fields.items():
        setattr(found, name.value, "x")
        found.evidence[name] = [Evidence(kind, "x") for kind in kinds]
        if proven:
            found.proven.append(name)
    return found


def test_the_shares_are_a_whole_and_no_belief_is_more_than_certain() -> None:
    assert sum(SHARES.values()) == pytest.approx(1.0)
    assert set(BELIEFS) == set(EvidenceKind)
    assert all(0 < belief <= 1 for belief in BELIEFS.values())
    assert 0 < UNPROVEN < 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, 0.0),
        ({SERIAL: ([BARCODE], True), MODEL: ([BARCODE], True), MAKER: ([BARCODE], True)}, 1.0),
        # 0.45 x 1.0 + 0.35 x 0.95 + 0.20 x 0.95
        ({SERIAL: ([BARCODE], True), MODEL: ([TEXT], True), MAKER: ([TEXT], True)}, 0.97),
        # 0.45 x 0.95
        ({SERIAL: ([TEXT], True)}, 0.43),
        # 0.45 x 0.95 x 0.4
        ({SERIAL: ([TEXT], False)}, 0.17),
        # The best evidence counts, once.
        ({SERIAL: ([TEXT, TEXT, BARCODE], True)}, 0.45),
        # 0.20 x 0.5 x 0.4
        ({MAKER: ([OUI], False)}, 0.04),
        # A value without evidence adds nothing, nor does a part number.
        ({SERIAL: ([], False)}, 0.0),
        ({IdentifiedField.PART_NUMBER: ([BARCODE], True)}, 0.0),
        ({SERIAL: ([EvidenceKind.PERSON], True), MODEL: ([EvidenceKind.MODEL], False)}, 0.52),
    ],
)
def test_the_sum_of_shares_times_beliefs(fields: Fields, expected: float) -> None:
    assert confidence(identification(fields)) == expected


def test_evidence_for_no_value_adds_nothing() -> None:
    found = identification({SERIAL: ([BARCODE], True)})
    found.serial = None
    assert confidence(found) == 0.0


KINDS = st.lists(st.sampled_from(list(EvidenceKind)), max_size=3)


@given(st.dictionaries(st.sampled_from(list(SHARES)), st.tuples(KINDS, st.booleans())))
def test_it_is_a_share_and_proof_never_lowers_it(fields: Fields) -> None:
    as_is = confidence(identification(fields))
    proven = confidence(
        identification({name: (kinds, True) for name, (kinds, _) in fields.items()})
    )
    assert 0.0 <= as_is <= proven <= 1.0
