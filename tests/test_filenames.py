"""Names of files: readable where nothing is in the way, and never the same for two different things."""

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alsnb.filenames import SUFFIXES, file_name, folded

CODES = st.one_of(
    st.text(min_size=1, max_size=100),
    st.text(alphabet="aAbB1-_./ ~é", min_size=1, max_size=6),
    st.sampled_from(
        ["…", "?", "x", "x.", "K", "K-public", "con", "NUL", "\u00e9", "e\u0301", "设" * 100, "A-1", "2026-A"]
    ),
)
ENDINGS = st.sampled_from([(), ("public",), ("research",), ("research", "public")])
KINDS = {
    "": 1,
    "cohort_report": 1,
    "set_report": 2,
    "member_portfolio": 3,
    "hand-in": 1,
    "hand": 1,
    "my-own": 1,
    "my": 1,
}
"""How many codes are in the name of each kind."""
IDENTITIES = st.one_of(
    *(
        st.tuples(st.just(kind), st.lists(CODES | st.just(""), min_size=of, max_size=of).map(tuple), ENDINGS)
        for kind, of in KINDS.items()
    )
)


def named(identity):
    kind, codes, suffixes = identity
    return file_name(*codes, kind=kind, suffixes=suffixes)


@given(st.sets(IDENTITIES, min_size=2, max_size=8))
def test_different_things_have_different_names_on_every_system(identities):
    names = [named(each) for each in identities]
    assert len({folded(each) for each in names}) == len(identities)
    for each in names:
        assert len(each.encode()) <= 200
        assert not set(each) & set('/\\:*?"<>|\0\n\r\t ')
        assert each == each.strip(" .-")
        assert all(character.isprintable() for character in each)


ALIKE = [
    (("A-1", "2026"), ("1", "2026-A")),
    (("2026", "A-1"), ("2026-A", "1")),
    (("a/b",), ("a-b",)),
    (("a/b",), ("a b",)),
    (("x.",), ("x",)),
    (("x ",), ("x",)),
    (("…",), ("?",)),
    (("K",), ("k",)),
    (("Spring",), ("spring",)),
    (("\u00e9",), ("e\u0301",)),
    (("\u00e9",), ("\u00c9",)),
    (("ß",), ("ss",)),
    (("设" * 100,), ("设" * 99 + "立",)),
    (("a" * 99 + "b",), ("a" * 99 + "c",)),
    (("x~0123456789ab",), ("x",)),
    (("2026", "A", "A1"), ("2026-A", "", "A1")),
]


@pytest.mark.parametrize("pair", ALIKE, ids=map(str, ALIKE))
@pytest.mark.parametrize("kind", ["set_report", ""])
def test_codes_that_look_alike(kind, pair):
    one, other = (folded(file_name(*codes, kind=kind)) for codes in pair)
    assert one != other
    # Neither is the other's with an ending, as a folder or a file of another kind may have it.
    assert not any(longer.startswith(shorter + ".") for longer, shorter in ((one, other), (other, one)))


def test_a_published_report_and_an_internal_one_never_share_a_name():
    codes = ["K", *(f"K-{each}" for each in SUFFIXES), *SUFFIXES]
    endings = [(), *((each,) for each in SUFFIXES), ("research", "public")]
    names = [file_name(code, kind="cohort_report", suffixes=each) for code in codes for each in endings]
    assert all(one != other for one, other in combinations(names, 2))


@pytest.mark.parametrize("device", ["con", "CON", "nul", "C", "com1", "lpt9", "aux", "nul.x"])
def test_no_name_is_a_device_of_windows(device):
    name = file_name(device)
    assert name.split("~")[0].lower() == device.lower().replace(".", "-")
    assert (name == device) == (device == "C")


@pytest.mark.parametrize(
    ("codes", "kind", "suffixes", "name"),
    [
        (["2026"], "cohort_report", [], "cohort_report-2026"),
        (["2026-spring"], "cohort_report", ["public"], "cohort_report-2026-spring-public"),
        (["2026", "A"], "set_report", [], "set_report-2026-A"),
        (["2026-spring", "A", "A3"], "member_portfolio", [], "member_portfolio-2026-spring-A-A3"),
        (["A3"], "hand-in", [], "hand-in-A3"),
        (["A3"], "", [], "A3"),
        (["2026"], "write_up", ["research"], "write_up-2026-research"),
    ],
)
def test_plain_codes_have_plain_names(codes, kind, suffixes, name):
    assert file_name(*codes, kind=kind, suffixes=suffixes) == name


def test_what_is_not_shown_tells_names_apart():
    names = {
        file_name("arts", "cohort", kind="log", apart=each) for each in ("", "/a/arts/cohort.db", "/b/arts/cohort.db")
    }
    assert len(names) == 3
    assert not any("/" in each for each in names)


@given(CODES)
@example("\ud800")
def test_any_text_has_a_name(code):
    assert file_name(code).encode()


@pytest.mark.parametrize("code", ["K", "k", "2026", "2026-spring", "Ab", "a/b"])
def test_a_published_report_never_has_the_name_of_an_internal_one(code):
    published = file_name(code, kind="cohort_report", suffixes=["public"])
    internal = file_name(f"{code}-public", kind="cohort_report")
    assert published.casefold() != internal.casefold()
