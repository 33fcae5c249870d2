import json
from datetime import date

import pytest

from awards.domain.certificate import BadCertificateData, SignatoryData, freeze, indonesian_date, thaw
from awards.domain.credentials import credential
from tests.awards.helpers import DATA, data_with


def test_frozen_data_comes_back_equal_through_json() -> None:
    data = data_with(work="Inovasi “Sehat”", recipient="Tim Ünïcode")

    assert thaw(json.loads(json.dumps(freeze(data)))) == data


def test_citation_is_one_sentence() -> None:
    assert DATA.citation == "Terbaik I Kategori Perangkat Daerah dalam rangka Penghargaan Inovasi Daerah Tahun 2024"


def test_place_and_date_are_written_out() -> None:
    assert DATA.place_and_date == "Pangkalpinang, 9 Januari 2025"


@pytest.mark.parametrize(("day", "words"), [(date(2025, 5, 31), "31 Mei 2025"), (date(2024, 12, 1), "1 Desember 2024")])
def test_dates_are_indonesian(day: date, words: str) -> None:
    assert indonesian_date(day) == words


def test_definitive_holder_has_no_capacity_before_the_office() -> None:
    assert SignatoryData("", "Wali Kota Pangkalpinang", "x", "", "y").title == "Wali Kota Pangkalpinang"
    assert SignatoryData("Plt.", "Wali Kota Pangkalpinang", "x", "", "y").title == "Plt. Wali Kota Pangkalpinang"


@pytest.mark.parametrize("field", ["number", "recipient", "title", "category", "occasion", "place", "decision_number"])
def test_what_must_be_printed_may_not_be_empty(field: str) -> None:
    with pytest.raises(BadCertificateData, match=field):
        data_with(**{field: ""})


@pytest.mark.parametrize("text", [" Dinas", "Dinas\x00", "Dinas\nKesehatan", "Dinas\ud800"])
def test_unprintable_text_is_refused(text: str) -> None:
    with pytest.raises(BadCertificateData, match="recipient"):
        data_with(recipient=text)


def test_signatory_without_name_is_refused() -> None:
    with pytest.raises(BadCertificateData, match="name"):
        data_with(signatory=SignatoryData("Pj.", "Wali Kota", "", "", "Keputusan"))


def test_data_of_another_shape_is_refused() -> None:
    frozen = freeze(DATA)

    for broken in (
        {**frozen, "schema": 1},
        {**frozen, "schema": 3},
        {**frozen, "extra": 1},
        {key: frozen[key] for key in list(frozen)[:-1]},
    ):
        with pytest.raises(BadCertificateData):
            thaw(broken)


def test_data_of_before_the_seals_is_read() -> None:
    old = {key: value for key, value in freeze(DATA).items() if key != "seal"} | {"schema": 1}

    assert thaw(old) == DATA
    assert DATA.seal == ""
    assert DATA.sealed_url == DATA.verification_url


def test_evidence_of_the_credential_is_the_sealed_address() -> None:
    sealed = data_with(seal="a.b.c")

    assert credential(sealed)["evidence"][0]["id"] == "https://rapor.example/v/q8ZkR0b3mP2sT7vWxYz1aQ/#a.b.c"


def test_credential_says_what_the_paper_says() -> None:
    said = credential(DATA)

    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["issuer"] == {"id": "https://rapor.example", "type": ["Profile"], "name": "Kota Pangkalpinang"}
    assert said["credentialSubject"]["identifier"][0]["identityHash"] == "Dinas Kesehatan"
    assert said["credentialSubject"]["achievement"]["description"] == DATA.citation
    assert "proof" not in said
