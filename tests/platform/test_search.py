from workflow.models.search import search_text, sort_key


def test_a_school_is_found_however_its_name_is_typed():
    assert search_text("МБОУ «Кировская СОШ № 2»") == "мбоу кировская сош №2"
    assert search_text('мбоу "кировская сош №2"') == search_text("МБОУ «Кировская СОШ № 2»")


def test_e_and_yo_are_one_letter_composed_or_not():
    assert search_text("Ёлка", None, "учёт") == "елка учет"
    assert search_text("Е\u0308лка") == "елка"


def test_numbers_sort_as_numbers_and_yo_beside_e():
    names = ["Школа № 10", "Школа № 9", "Ёлкино", "Единая", "Жданово"]
    assert sorted(names, key=sort_key) == ["Единая", "Ёлкино", "Жданово", "Школа № 9", "Школа № 10"]
