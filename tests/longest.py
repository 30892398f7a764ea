"""Which test files take longest: `tests/conftest.py` lets them begin first, and `make check` leaves them out."""

LONGEST = [
    "tests/browser/test_set_meeting_journeys.py",
    "tests/browser/test_setup_journeys.py",
    "tests/browser/test_student_journeys.py",
    "tests/browser/test_theme_coding_journeys.py",
    "tests/browser/test_looks.py",
    "tests/browser/test_elsewhere.py",
    "tests/log/test_access_research.py",
    "tests/disclosure/test_attack.py",
    "tests/log/test_merge.py",
    "tests/reports/test_batch.py",
    "tests/browser/test_form_journeys.py",
    "tests/browser/test_realdata_screens.py",
    "tests/browser/test_report_page.py",
    "tests/widgets/test_coding.py",
    "tests/log/test_server.py",
    "tests/log/test_faults.py",
    "tests/reports/test_cluster.py",
    "tests/analyses/test_every_analysis.py",
    "tests/widgets/test_form.py",
    "tests/reports/test_run.py",
    "tests/test_project.py",
    "tests/log/test_one_member.py",
]

MARKERS = {
    "browser": "needs Chromium; most of them need JupyterLab, too",
    "server": "needs PostgreSQL",
    "attack": "attacks what is published, with all that can be known beside it",
    "slow": "of a file that takes long; tests/longest.py lists them",
}
"""What `tests/conftest.py` marks tests with. `make check` runs those that have none of these."""

SLOW = [
    "tests/analyses/test_engines.py",
    "tests/analyses/test_every_analysis.py",
    "tests/log/test_faults.py",
    "tests/log/test_merge.py",
    "tests/reports/test_batch.py",
    "tests/reports/test_cluster.py",
    "tests/reports/test_documents.py",
    "tests/reports/test_implausible.py",
    "tests/reports/test_kinds.py",
    "tests/reports/test_leaks.py",
    "tests/reports/test_paper.py",
    "tests/reports/test_publishing.py",
    "tests/reports/test_run.py",
    "tests/test_project.py",
    "tests/test_realdata.py",
]
"""Files whose every test is marked as slow."""
