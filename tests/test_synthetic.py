"""The synthetic documents are what they say they are."""

from __future__ import annotations

from extractors import extract
from tests.synthetic import LAYOUTS, SLIPS, documents, templates


def test_the_same_seed_gives_the_same_documents_and_another_others() -> None:
    assert list(documents(5, seed=1)) == list(documents(5, seed=1))
    assert list(documents(5, seed=1)) != list(documents(5, seed=2))


def test_no_two_documents_are_alike_and_all_templates_are_used() -> None:
    drawn = list(documents(60))
    assert len({document.text for document in drawn}) == 60
    assert {document.name[6:9] for document in drawn} == {template.name for template in templates()}
    assert len({document.places["province"] for document in drawn}) > 20


def test_every_template_has_its_places_renamed_everywhere() -> None:
    for document in documents(20):
        template = next(template for template in templates() if template.name == document.name[6:9])
        for kind, name in template.places.items():
            other = document.places[kind]
            assert (other is None) == (name is None)
            if name and other and name != other and name not in " ".join(filter(None, document.places.values())):
                assert name not in document.text
                assert other.split()[0] in document.text


def test_every_percentage_of_the_truth_is_read_at_its_line() -> None:
    for document in documents(6, seed=3):
        records = extract(document.text.encode()).targets
        read = {record.value for record in records}
        assert document.percentages
        assert {value for _, value in document.percentages} <= read


def test_slips_and_layouts_are_all_used() -> None:
    texts = [document.text for document in documents(60)]
    assert any("\r\n" in text for text in texts)
    assert any("hoá" in text and "hóa" not in text for text in texts)
    assert any("Uỷ ban" in text and "Ủy ban" not in text for text in texts)
    assert len(LAYOUTS) == 4
    assert len(SLIPS) == 4
