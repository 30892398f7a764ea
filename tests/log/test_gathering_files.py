"""Whatever a learning platform, a mail program or a crash does to files, good lines arrive, and the rest is named."""

import os
import random
import signal
import zipfile
from io import BytesIO

import pytest
from handing_in import context, gather, hand_in, rows, say, say_own

import alsnb
from alsnb.log.databases.sqlite import Embedded
from alsnb.log.exchange import gathering


def test_one_bad_line_stops_no_good_one(folder):
    path = hand_in(folder, *(say_own(alsnb.Action(**context(), what=each)) for each in "abc"))
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"what":"b"', b'"what":"B"')
    path.write_bytes(b"".join(lines))
    said = gather(folder)
    assert "A1 of cohort C, not verified: 2 added" in said.output
    assert "line 3 cannot be read: its digest does not match its content" in said.output
    assert said.exit_code == 1


@pytest.mark.parametrize("how", ["line ends of Windows", "a byte order mark", "an empty line", "no last line end"])
def test_what_editors_and_mail_programs_do_to_a_file_changes_nothing(folder, roster, how):
    secret = roster.secret_of("A1", "C")
    path = hand_in(folder, *(say_own(alsnb.Action(**context(), what=each)) for each in "ab"), secret=secret)
    content = path.read_bytes()
    path.write_bytes({
        "line ends of Windows": content.replace(b"\n", b"\r\n"), "a byte order mark": b"\xef\xbb\xbf" + content,
        "an empty line": content + b"\n", "no last line end": content[:-1],
    }[how])  # fmt: skip
    said = gather(folder, "--roster", roster.path)
    assert (
        said.output == "hand-in-A1.jsonl: A1 of cohort C, verified: 2 added, 0 already present\n1 of 1 file gathered\n"
    )


def test_bundles_are_found_by_what_is_in_them_and_whatever_else_is_there_is_named(folder, tmp_path):
    made = {}
    for n in range(1, 6):
        made[n] = hand_in(folder, say_own(alsnb.Action(**context(), what=f"from {n}")), name=f"{n}.jsonl")
    place = folder / "in"
    (place / "Tunde Abara_1234_assignsubmission_file").mkdir()
    made[2].rename(place / "Tunde Abara_1234_assignsubmission_file" / "hand-in.jsonl")
    made[3].rename(place / "hand-in-A3.jsonl.txt")
    with zipfile.ZipFile(place / "inner.zip", "w") as archive:
        archive.write(made[4], "mine/hand-in.jsonl")
    with zipfile.ZipFile(place / "all", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(place / "inner.zip", "Student 4/file.zip")
        archive.write(made[5], "../../escape.jsonl")
        archive.writestr("notes.txt", "no bundle")
        archive.writestr("__MACOSX/._hand-in.jsonl", b"\0")
    for each in (made[4], made[5], place / "inner.zip"):
        each.unlink()
    (place / "essay.docx").write_bytes(docx())
    (place / ".DS_Store").write_bytes(b"\0")
    said = gather(folder)
    found = said.output.splitlines()
    assert sum(": 1 added, 0 already present" in line for line in found) == 5
    assert "Tunde Abara_1234_assignsubmission_file/hand-in.jsonl: A1" in said.output
    assert "all/Student 4/file.zip/mine/hand-in.jsonl: A1" in said.output
    assert "all/notes.txt is not a bundle" in said.output
    assert "essay.docx is not a bundle" in said.output
    assert "5 of 7 files gathered" in said.output
    assert said.exit_code == 1
    assert not (folder / "escape.jsonl").exists()
    assert not (tmp_path.parent / "escape.jsonl").exists()


def docx():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    return file.getvalue()


def test_zip_files_made_to_do_harm_are_named_and_not_unpacked(folder):
    place = folder / "in"
    bomb = b'{"alsnb_bundle":1}\n' + b"\n" * (60 << 20)
    with zipfile.ZipFile(place / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hand-in.jsonl", bomb)
    with zipfile.ZipFile(place / "many.zip", "w") as archive:
        for number in range(2_001):
            archive.writestr(f"{number}.jsonl", b"")
    content = b"PK\3\4"
    for depth in range(3):
        with zipfile.ZipFile(place / f"nested-{depth}.zip", "w") as archive:
            archive.writestr("next.zip", content)
        content = (place / f"nested-{depth}.zip").read_bytes()
    (place / "broken.zip").write_bytes(b"PK\3\4" + b"\0" * 100)
    hand_in(folder, say_own(alsnb.Action(**context(), what="good")), name="good.jsonl")
    said = gather(folder)
    assert "bomb.zip/hand-in.jsonl is compressed far more than text would be" in said.output
    assert "many.zip has more than 2,000 files" in said.output
    assert "nested-2.zip/next.zip/next.zip is a zip file nested too deeply" in said.output
    assert "broken.zip cannot be read" in said.output
    assert "good.jsonl: A1 of cohort C, not verified: 1 added" in said.output
    assert said.exit_code == 1


# Interrupted ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process of its own")
def test_gathering_again_after_any_interruption_gives_the_same_log(tmp_path, monkeypatch):
    """Killed between any two of its writes; what only the tutor knew of members stays, too."""
    monkeypatch.setattr(gathering, "_AT_ONCE", 0)  # a transaction for each bundle
    (tmp_path / "in").mkdir()
    members = [f"A{number}" for number in range(12)]
    for member in members:
        theirs = [alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", learning_set="A", member=member)]
        theirs += [alsnb.Reflection(**context(member), text=f"{member} {n}", visibility="tutor") for n in range(5)]
        hand_in(tmp_path, *(say(each, author=member) for each in theirs), name=f"{member}.jsonl", member=member)
    knows = [alsnb.Member(cohort="C", learning_set="A", member=each, role="head", last_cycle=6) for each in members]
    chance = random.Random(5)

    def gathered(number, dies_at=None):
        path = tmp_path / f"{number}.db"
        with alsnb.open_log(path, create=True, author="T1") as log:
            log.add(alsnb.Cohort(cohort="C"))
            log.add(knows if number % 2 else [])
        for at in (dies_at, None):
            if at is None:
                with alsnb.open_log(path) as log:
                    gathering.gather(log, sorted((tmp_path / "in").iterdir()))
                continue
            child = os.fork()
            if child == 0:
                die_after(at)
                with alsnb.open_log(path) as log:
                    gathering.gather(log, sorted((tmp_path / "in").iterdir()))
                os._exit(0)
            assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        with alsnb.open_log(path) as log:
            assert alsnb.check(log) == []
            return {each.digest for each in log.revisions() if each.kind == "reflection"}, rows(log.frames())

    def die_after(writes):
        insert = Embedded.insert

        def counted(self, connection, revisions):
            nonlocal writes
            writes -= 1
            if writes < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return insert(self, connection, revisions)

        Embedded.insert = counted

    whole = [gathered(0), gathered(1)]
    for number in range(2, 14):
        assert gathered(number, chance.randrange(len(members))) == whole[number % 2]
