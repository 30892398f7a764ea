"""Lists of people as they come: whatever the separator, the encoding and the headers, the same people are meant."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alsnb.planning.people import Table, column_of, decode, guess_columns, people_of, read, same_name, understand
from alsnb.privacy import Person

HEADERS = ["First Name", "Surname", "E-Mail address", "Org.", "Line manager", "Employee no"]
ROWS = [
    ["Anna", "Smith", "anna@example.org", "Hall, School; North", "", "1001"],
    ["José", "Muñoz", "jose@example.org", "Lake | Trust", "Smith, Anna", "1002"],
    ["Zoë", "O'Connell", "", 'The "Hub"', "JOSE@example.org", "1003"],
]


def text_of(rows, separator=",", end="\r\n"):
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=separator, lineterminator=end).writerows(rows)
    return made.getvalue()


def meant(text, roster=(), taken=(), columns=None, answers=None):
    table = read(text)
    return understand(table, columns or guess_columns(table), roster=roster, taken=taken, salt="salt", answers=answers)


def told(understood):
    return [(each.line, each.found) for each in understood.problems]


@pytest.mark.parametrize("separator", "\t;,|")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end_makes_the_same_people(separator, end):
    table = read(text_of([HEADERS, *ROWS], separator, end))
    assert table.separator == separator
    assert guess_columns(table) == ["first", "last", "email", "organisation", "manager", ""]
    found = understand(table, guess_columns(table), salt="s")
    assert [each.name for each in found.people] == ["Anna Smith", "José Muñoz", "Zoë O'Connell"]
    assert [each.email for each in found.people] == ["anna@example.org", "jose@example.org", None]
    assert [each.organisation for each in found.people] == ["Hall, School; North", "Lake | Trust", 'The "Hub"']
    codes = {each.name: each.code for each in found.people}
    assert [each.manager for each in found.people] == [None, codes["Anna Smith"], codes["José Muñoz"]]
    assert sorted(codes.values()) == ["A01", "A02", "A03"]
    assert found.problems == ()
    assert not any("100" in str(each) for each in found.people)  # a number that tells who it is goes nowhere


WORDS = "Name\nJosé Muñoz-Åkesson\nFrançoise Lefèvre\nJürgen Groß\nSiobhán Ní Bhriain\n"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        *((name, WORDS) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252")),
        ("cp1252", WORDS + "Anna O’Connell – “Annie”\n"),
        ("mac_roman", WORDS),
    ],
)
def test_a_file_is_read_whatever_its_encoding(encoding, text):
    assert decode(text.encode(encoding))[0] == text


@given(st.binary(max_size=200))
def test_any_bytes_become_a_text_and_any_text_a_list(content):
    text, _ = decode(content)
    meant(text)


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=8), st.sampled_from("\t;,|"))
def test_any_table_is_understood_without_a_mistake_of_ours(rows, separator):
    found = meant(text_of(rows, separator))
    codes = [each.code for each in found.people]
    assert len(set(codes)) == len(codes)
    for each in found.people:
        Person(code=each.code, name=each.name, also_known_as=each.other, email=each.email)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("First Name", "first"), ("Vorname", "first"), ("GivenName", "first"), ("Nachname", "last"),
        ("Prénom", "first"),
        ("Surname ", "last"), ("E-Mail address", "email"), ("eamil", "email"), ("Email (work)", "email"),
        ("Org.", "organisation"), ("Line manager", "manager"), ("Manager's e-mail", "manager"),
        ("Reports to:", "manager"), ("Job Title", "role"),
        ("Pay grade", "level"), ("Niveau", "level"), ("Full name", "name"), ("Name", "name"), ("Employee no", ""),
        ("SID", ""), ("Gender", ""), ("Führungskraft", "manager"), ("", ""), ("Total", ""),
    ],
)  # fmt: skip
def test_headers_are_known_as_people_write_them(header, column):
    assert column_of(header) == column


def test_a_title_above_and_blank_lines_between_are_passed_over_and_lines_are_counted():
    found = meant(
        "Autumn list\n\n\nName;E-mail\n\nAnna Smith;anna@example.org\n\n;;\nBob;bob at home\n;x@example.org\n"
    )
    assert [(each.name, each.line) for each in found.people] == [("Anna Smith", 6), ("Bob", 9)]
    assert told(found) == [(9, "“bob at home” as e-mail"), (10, "no name")]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Smith\nBob Jones\n",
        "Smith, Anna\nJones, Bob\n",
        "Anna,Smith\nBob,Jones\n",
        "Anna Smith <anna@example.org>; Bob Jones <bob@example.org>",
        "anna@example.org\tAnna Smith\nbob@example.org\tBob Jones",
        "Name\nSmith, Anna\nJones, Bob",
    ],
)
def test_lists_without_headers_are_read(text):
    assert [each.name for each in meant(text).people] == ["Anna Smith", "Bob Jones"]


def test_who_is_listed_twice_is_there_once():
    text = "Name,E-mail\nAnna Smith,a@example.org\nAnna Smith-Lee,A@example.org\nBob Jones,b@example.org\nbob  JONES,\n"
    found = meant(text + "Jose\u0301 Mu\u00f1oz,\nJos\u00e9 Mun\u0303oz,\nBob Jones,other@example.org\n")
    assert [(each.name, each.line) for each in found.people] == [
        ("Anna Smith", 2), ("Bob Jones", 4), ("José Muñoz", 6), ("Bob Jones", 8),
    ]  # fmt: skip
    assert told(found) == [
        (3, "the same e-mail address as on line 2"),
        (5, "the same name as on line 4"),
        (7, "the same name as on line 6"),
        (8, "the same name as on line 4, with another e-mail address"),
    ]
    assert [each.left_out for each in found.problems] == [True, True, True, False]


ROSTER = [
    Person(code="A03", name="Anna Smith", email="a@example.org"),
    Person(code="A07", name="Bob Jones"),
    Person(code="X1", name="Cara Novak", email="c@example.org"),
]


def test_people_known_by_address_or_name_keep_their_codes_and_nobody_vanishes_unseen():
    text = "Name,E-mail\nAnna Lee,a@example.org\nBOB jones,bob@example.org\nDan Fox,d@example.org\n"
    found = meant(text, ROSTER, ["A09"])
    assert [(each.name, each.code, each.known) for each in found.people] == [
        ("Anna Lee", "A03", True), ("BOB jones", "A07", True), ("Dan Fox", "A10", False),
    ]  # fmt: skip
    assert found.missing == ("X1",)
    assert told(found) == [
        (2, "another name than the roster has for A03, with the same e-mail address"),
        (3, "“BOB jones”, in capitals"),
    ]
    made = {person.code: person for person in people_of(found.people, ROSTER)}
    assert (made["A03"].name, made["A03"].also_known_as) == ("Anna Lee", ("Anna Smith",))
    assert (made["A07"].name, made["A07"].email) == ("BOB jones", "bob@example.org")


def test_a_column_of_codes_is_kept_where_it_can_be():
    text = "Code,Name\nS1,Anna Smith\nS1,Dan Fox\nFOX,Eve Fox\nB2,Bob Jones\n,Gil Roe\n"
    found = meant(text, ROSTER)
    assert [(each.name, each.code) for each in found.people] == [
        ("Anna Smith", "A03"),
        ("Dan Fox", "S1"),
        ("Bob Jones", "A07"),
        ("Gil Roe", "A08"),
    ]
    assert told(found) == [
        (2, "the code S1"),
        (4, "found 'FOX', which tells the name; expected a code such as A3"),
        (5, "the code B2"),
    ]
    again = meant("Code,Name\nS1,Dan Fox\nS1,Eve Roe\n")
    assert told(again) == [(3, "the code S1, which somebody else has")]
    assert again.problems[0].left_out


def test_codes_do_not_follow_the_list_and_stay_the_same_for_the_same_salt():
    names = [f"Person {letter * 3}" for letter in "abcdefghijklmnopqrst"]
    table = read("Name\n" + "\n".join(names))
    one, two, other = (understand(table, ["name"], salt=salt).people for salt in ("s", "s", "t"))
    assert one == two != other
    assert sorted(each.code for each in one) == [f"A{number:02}" for number in range(1, 21)]
    assert [each.code for each in one] != sorted(each.code for each in one)


def test_formulas_are_no_names_and_get_nowhere():
    found = meant('Name;Role;Org\n=HYPERLINK("x");Head;X\nAnna Smith;=1+1;@home\nBob Jones;-;n/a\n')
    assert [(each.name, each.role, each.organisation) for each in found.people] == [
        ("Anna Smith", None, None), ("Bob Jones", None, None),
    ]  # fmt: skip
    assert [(each.line, each.left_out) for each in found.problems] == [(2, True), (3, False), (3, False)]


def test_names_do_not_get_into_what_the_log_keeps():
    text = "Anna Smith;Head;Green School\nBob Green;PA to Anna Smith;x@example.org\nCara Novak;for SMITH, Anna;Lake\n"
    found = meant(f"Name;Role;Org\n{text}")
    anna = found.people[0].code
    assert [each.role for each in found.people[1:]] == [f"PA to [member {anna}]", f"for [member {anna}]"]
    assert found.people[1].organisation == "[e-mail]"
    # A word alone may be a name or not: it stays, and is pointed at.
    assert found.people[0].organisation == "Green School"
    assert "a word that is also a name" in dict(told(found))[2]


@pytest.mark.parametrize(
    ("manager", "code", "problem"),
    [
        ("Anna Smith", "S1", None), ("smith, ANNA", "S1", None), ("Anna Smith <a@example.org>", "S1", None),
        ("S1", "S1", None), ("A@EXAMPLE.org", "S1", None), ("Jose Munoz", "S3", None), ("Cara Novak", "X1", None),
        ("", None, None), ("n/a", None, None),
        ("Somebody Else", None, "who is not on the list"), ("Bob Jones", None, "their own line manager"),
        ("Twin Name", None, "who may be S4 or S5"),
    ],
)  # fmt: skip
def test_a_line_manager_is_found_by_name_address_or_code(manager, code, problem):
    rows = [
        ["code", "name", "email", "manager"],
        ["S1", "Anna Smith", "a@example.org", ""],
        ["S2", "Bob Jones", "b@example.org", manager],
        ["S3", "José Muñoz", "j@example.org", ""],
        ["S4", "Twin Name", "t1@example.org", ""],
        ["S5", "Twin Name", "t2@example.org", ""],
    ]
    found = meant(text_of(rows), [ROSTER[2]])
    assert found.people[1].manager == code
    about = [each.found for each in found.problems if each.line == 3]
    assert (problem is None) == (about == [])
    assert problem is None or problem in about[0]


def test_rows_that_are_too_long_and_quotation_marks_left_open_are_told():
    found = meant('Name,E-mail\nAnna Smith,a@example.org,x,y\n"Bob Jones,b@example.org\nCara Novak,c@example.org\n')
    assert [each.name for each in found.people] == ["Bob Jones", "Cara Novak"]
    assert told(found) == [
        (2, "4 cells, where there are 2 columns"),
        (3, "a quotation mark that is not closed"),
    ]


def test_columns_can_be_said_to_hold_something_else():
    table = Table(("a", "b"), ((1, ("Head", "Anna Smith")),), ",", ())
    (person,) = understand(table, ["role", "name"]).people
    assert (person.name, person.role) == ("Anna Smith", "Head")


def test_names_are_the_same_whatever_their_case_spaces_and_composition():
    assert same_name("JOSE\u0301  Muñoz") == same_name("José mun\u0303oz")
    assert same_name("Jose") != same_name("José")


def asked(found):
    return {each.ask: (each.line, each.found, each.do) for each in found.problems if each.ask}


@pytest.mark.parametrize(
    ("written", "name", "others"),
    [
        ("Gwendolyn (Gwen) Evans", "Gwendolyn Evans", ("Gwen Evans",)),
        ("Gwendolyn “Gwen” Evans", "Gwendolyn Evans", ("Gwen Evans",)),
        ("Gwendolyn 'Gwen' Evans", "Gwendolyn Evans", ("Gwen Evans",)),
        ("Evans, Gwendolyn (Gwen)", "Gwendolyn Evans", ("Gwen Evans",)),
        ("Gwendolyn Evans (Gwen)", "Gwendolyn Evans", ("Gwen Evans",)),
        ("Gwendolyn Evans (née Price)", "Gwendolyn Evans", ("Gwendolyn Price",)),
        ("Gwendolyn Evans (she/her)", "Gwendolyn Evans", ()),
        ("Siobhán O'Connell", "Siobhán O'Connell", ()),
        ("Anna Smith (HR)", "Anna Smith (HR)", ()),
    ],
)
def test_what_stands_beside_a_name_becomes_another_name(written, name, others):
    (person,) = understand(Table(("Name",), ((2, (written,)),), ",", ()), ["name"]).people
    assert (person.name, person.other) == (name, others)
    (kept,) = people_of([person], [])
    assert (kept.name, kept.also_known_as) == (name, others)


def test_what_may_be_a_name_or_not_is_asked():
    text = "Name\nAnna Smith (Head)\n"
    found = meant(text)
    ((key, said),) = asked(found).items()
    assert said == (2, "“Head” after the name Anna Smith (Head)", "is the person also called so?")
    assert (found.people[0].name, found.people[0].other) == ("Anna Smith (Head)", ())
    yes, no = (meant(text, answers={key: each}).people[0] for each in (True, False))
    assert (yes.name, yes.other) == ("Anna Smith", ("Head Smith",))
    assert (no.name, no.other) == ("Anna Smith", ())


@pytest.mark.parametrize(
    ("written", "ordinary"),
    [
        ("GWEN EVANS", "Gwen Evans"), ("Gwen EVANS", "Gwen Evans"), ("SMITH-JONES, ANNA", "Anna Smith-Jones"),
        ("MARÍA DE LA CRUZ", "María de la Cruz"), ("SEÁN O'NEILL", "Seán O'Neill"), ("IAN MCKAY", "Ian McKay"),
        ("Jo Li", None), ("J.P. Morgan", None), ("Anna Smith, MBA", None), ("Anna Smith III", None), ("王小明", None),
    ],
)  # fmt: skip
def test_names_in_capitals_are_offered_in_ordinary_spelling(written, ordinary):
    text = text_of([["Name"], [written]])
    found = meant(text)
    if ordinary is None:
        assert asked(found) == {}
        return
    ((key, (line, _, question)),) = asked(found).items()
    assert (key.partition(":")[0], line, question) == ("capitals", 2, f"write {ordinary}?")
    assert found.people[0].name.casefold() == ordinary.casefold() != found.people[0].name
    assert meant(text, answers={key: True}).people[0].name == ordinary
    assert meant(text, answers={key: True}).problems == ()
    assert meant(text, answers={key: False}) == found.__class__(found.people, (), ())


def test_a_name_that_its_address_turns_round_is_doubtful_where_the_others_are_not():
    rows = ["Name,E-mail", "Anna Smith,anna.smith@example.org", "Evans Gwen,gwen.evans@example.org"]
    rows += ["Bob Jones,bjones2@example.org", "Cara Novak,office@example.org"]
    found = meant("\n".join(rows))
    (key,) = asked(found)
    found_, question = (
        "“Evans Gwen”, which the address gwen.evans@example.org has the other way round",
        "write Gwen Evans?",
    )
    assert asked(found)[key] == (3, found_, question)
    assert [each.name for each in meant("\n".join(rows), answers={key: True}).people][1] == "Gwen Evans"
    assert meant("\n".join(rows), answers={key: False}).people == found.people
    # Addresses that all begin with the last name say nothing of one line.
    assert meant("Name,E-mail\nAnna Smith,smith.anna@x.org\nBob Jones,jones.bob@x.org\n").problems == ()


@pytest.mark.parametrize(
    ("manager", "meant_name"),
    [
        ("Anna Smyth", "Anna Smith"), ("A. Smith", "Anna Smith"), ("Dr Anna Smith", "Anna Smith"),
        ("Gwen Evans", "Gwendolyn Evans"), ("Evans Gwendolyn", "Gwendolyn Evans"), ("Cara Novac", "Cara Novak"),
        ("Somebody Else", None), ("X", None), ("boss@example.org", None),
    ],
)  # fmt: skip
def test_a_line_manager_whose_name_is_nearly_one_on_the_list_is_asked_about(manager, meant_name):
    rows = [["Name", "Line manager"], ["Anna Smith", ""], ["Gwendolyn Evans", ""], ["Bob Jones", manager]]
    found = meant(text_of(rows), [ROSTER[2]])
    codes = {each.name: each.code for each in found.people} | {"Cara Novak": "X1"}
    bob = found.people[2]
    assert bob.manager is None
    if meant_name is None:
        assert asked(found) == {}
        assert [each.found for each in found.problems] == [f"the line manager “{manager}”, who is not on the list"]
        return
    ((key, (line, told_, question)),) = asked(found).items()
    where = {"Anna Smith": "line 2", "Gwendolyn Evans": "line 3", "Cara Novak": "X1"}[meant_name]
    assert (line, told_) == (4, f"the line manager “{manager}”, who is not on the list")
    assert question == f"did you mean {where} ({meant_name})?"
    yes = meant(text_of(rows), [ROSTER[2]], answers={key: True})
    assert (yes.people[2].manager, yes.problems) == (codes[meant_name], ())
    no = meant(text_of(rows), [ROSTER[2]], answers={key: False})
    assert no.people[2].manager is None
    assert [(each.ask, each.do[:13]) for each in no.problems] == [("", "nothing to do")]


def test_of_two_who_may_be_the_line_manager_the_likelier_is_asked_about_first():
    rows = [["Name", "Line manager"], ["Anna Schmith", ""], ["Anna Smith", ""], ["Bob Jones", "Ana Smith"]]
    first = asked(meant(text_of(rows)))
    assert [question for *_, question in first.values()] == ["did you mean line 3 (Anna Smith)?"]
    second = asked(meant(text_of(rows), answers=dict.fromkeys(first, False)))
    assert [question for *_, question in second.values()] == ["did you mean line 2 (Anna Schmith)?"]


def test_nothing_is_asked_about_a_line_that_is_left_out():
    found = meant("Name,E-mail\nAnna Smith,a@example.org\nANNA SMITH,a@example.org\n")
    assert told(found) == [(3, "the same e-mail address as on line 2")]
