"""What readers are told that taking names out leaves in: only what holds for the roster."""

import pytest

from alsnb.privacy import Person, limits, redact

LATIN = Person(code="A1", name="Maria Silva")


def person(name, **more):
    return Person(code="Z9", name=name, **more)


@pytest.mark.parametrize(
    ("people", "told", "not_told"),
    [
        ([LATIN], ["Latin letters", "not on the roster", "rare inflected"], ["two letters", "Chinese"]),
        ([person("Grace Xu")], ["names of two letters, or that are ordinary words too"], []),
        ([person("王小明")], ["Chinese characters", "single characters"], ["Latin", "inflected", "two letters"]),
        ([person("김민수"), LATIN], ["(Hangul and Latin letters)", "characters of a name in Hangul"], ["Chinese"]),
        ([person("山田 さくら")], ["Chinese characters and kana"], ["Latin"]),
        ([person("Анна Петрова")], ["Cyrillic letters", "rare inflected forms"], ["Latin", "capital", "single"]),
        ([person("אבבה")], ["Hebrew letters"], ["capital"]),
        ([], ["not on the roster"], ["Latin", "inflected"]),
    ],
)  # fmt: skip
def test_what_may_remain_depends_on_the_roster(people, told, not_told):
    said = limits(people)
    assert [word for word in told if word not in said] == []
    assert [word for word in not_told if word in said] == []
    assert not any(word in said for each in people for word in each.name.split())


def test_countries_of_phones_are_those_of_the_option_and_the_roster():
    people = [person("Kari Moe", email="k@uni.no"), LATIN.model_copy(update={"country": "UZ"})]
    assert "as written within GB, NO and UZ)" in limits(people)
    assert "as written within NO, US and UZ)" in limits(people, region="US")
    assert "as written within GB)" in limits(people, least=2)


def test_a_page_for_anybody_tells_nothing_that_few_people_have():
    people = [LATIN, person("João Sousa"), person("王小明", email="w@x.cn")]
    said = limits(people, least=2)
    assert "(Latin letters and any script that fewer than 2 names are in – not listed here)" in said
    assert "CN" not in said
    # Nor does it tell whether there is anybody who has another; what holds for others is told in any case.
    assert said == limits(people[:2], least=2)
    assert "single characters of a name in Chinese characters" in said


@pytest.mark.parametrize(
    ("name", "left"),
    [("王小明", "明说"), ("김민수", "김 수"), ("Grace Xu", "grace"), ("Mika Virtanen", "mikan"),
     ("Анна Петрова", "Anna"), ("Maria Silva", "MS said"), ("Анна Петрова", "Анюта")],
)  # fmt: skip
def test_what_is_said_to_remain_does(name, left):
    assert redact(left, [person(name)]).text == left
