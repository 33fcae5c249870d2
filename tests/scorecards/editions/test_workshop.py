"""A draft becomes an edition by two people, and exactly as it was proposed."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.accounts.models import User
from portal.common import files
from scorecards.editions.models import Edition, EditionDraft
from scorecards.editions.services import (
    AlreadyPublished,
    CasesDiffer,
    DraftChanged,
    NotNow,
    OwnProposal,
    WorkshopRefused,
    discard,
    load,
    propose,
    publish,
    upload,
)
from scorecards.instruments.reader import read
from scorecards.instruments.workbook import WorkbookErrors
from tests.factories import make_user
from tests.scorecards.editions.workbooks import edition_workbook

pytestmark = pytest.mark.django_db
BROKEN_CASE = {("Kasus uji", "KPU 2023", "expect.band"): "A"}


def uploaded(by: User, **cells: Any) -> EditionDraft:
    return upload(content=edition_workbook(**cells), file_name="rb-2026.xlsx", by=by)


def proposed(by: User) -> EditionDraft:
    draft = uploaded(by)
    return propose(draft_id=draft.pk, sha256=draft.sha256, by=by)


def test_a_second_person_publishes_what_the_first_proposed() -> None:
    first, second = make_user(), make_user()
    content = edition_workbook()
    draft = upload(content=content, file_name="rb-2026.xlsx", by=first)
    propose(draft_id=draft.pk, sha256=draft.sha256, by=first)

    edition = publish(draft_id=draft.pk, sha256=draft.sha256, by=second)

    draft.refresh_from_db()
    assert (edition.code, edition.status, edition.sha256) == ("rb/2026", Edition.Status.PUBLISHED, draft.sha256)
    assert (draft.state, draft.edition, draft.decided_by) == (EditionDraft.State.PUBLISHED, edition, second)
    assert edition.nodes.exists()
    assert files.read(draft.workbook_sha256) == content


def test_who_proposed_may_not_publish() -> None:
    first = make_user()
    draft = proposed(first)
    with pytest.raises(OwnProposal):
        publish(draft_id=draft.pk, sha256=draft.sha256, by=first)
    assert not Edition.objects.exists()


def test_the_database_refuses_one_person_in_both_places() -> None:
    draft = proposed(make_user())
    load(source=read("rb/2023"))
    edition = Edition.objects.get()
    row = EditionDraft.objects.filter(pk=draft.pk)
    with pytest.raises(IntegrityError, match="draft_published_by_a_second_person"), transaction.atomic():
        row.update(state="published", edition=edition, decided_by=draft.proposed_by, decided_at=draft.proposed_at)


def test_a_draft_that_was_published_or_discarded_never_changes() -> None:
    draft = uploaded(make_user())
    discard(draft_id=draft.pk, sha256=draft.sha256, by=make_user())
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        EditionDraft.objects.filter(pk=draft.pk).update(title="x")


def test_another_workbook_takes_the_proposal_back() -> None:
    first, second = make_user(), make_user()
    seen = proposed(first)

    again = uploaded(second, title="Judul lain")

    assert (again.pk, again.state, again.proposed_by) == (seen.pk, EditionDraft.State.DRAFT, None)
    with pytest.raises(DraftChanged):
        publish(draft_id=seen.pk, sha256=seen.sha256, by=second)
    with pytest.raises(NotNow):
        publish(draft_id=seen.pk, sha256=again.sha256, by=second)


def test_a_broken_workbook_changes_nothing() -> None:
    first = make_user()
    before = proposed(first)
    with pytest.raises(WorkbookErrors):
        uploaded(first, cells={("Kriteria", "A1", "weight"): "tiga"})
    after = EditionDraft.objects.get()
    assert (after.sha256, after.state, after.uploaded_at) == (before.sha256, before.state, before.uploaded_at)


def test_golden_cases_must_come_out_before_a_draft_is_proposed() -> None:
    first = make_user()
    draft = uploaded(first, cells=BROKEN_CASE)
    with pytest.raises(CasesDiffer):
        propose(draft_id=draft.pk, sha256=draft.sha256, by=first)


def test_the_code_of_a_published_edition_is_taken() -> None:
    load(source=read("rb/2023"))
    with pytest.raises(AlreadyPublished):
        uploaded(make_user(), code="rb/2023")


def test_a_discarded_draft_leaves_its_code_to_another() -> None:
    first = make_user()
    draft = uploaded(first)
    discard(draft_id=draft.pk, sha256=draft.sha256, by=first)
    with pytest.raises(NotNow):
        propose(draft_id=draft.pk, sha256=draft.sha256, by=first)
    assert uploaded(first).pk != draft.pk


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Run the acts at the same time, each on a connection of its own; return what they raised."""
    start, faults = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except Exception as error:  # whatever it was, it belongs to the main thread
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.django_db(transaction=True)
def test_published_twice_at_once_it_is_published_once() -> None:
    draft = proposed(make_user())
    one, two = make_user(), make_user()

    faults = at_once(*[lambda by=by: publish(draft_id=draft.pk, sha256=draft.sha256, by=by) for by in (one, two)])

    assert [type(fault) for fault in faults] == [NotNow]
    assert Edition.objects.get().sha256 == draft.sha256


@pytest.mark.django_db(transaction=True)
def test_published_while_uploaded_again_only_what_was_approved_is_published() -> None:
    first, second = make_user(), make_user()
    draft = proposed(first)

    faults = at_once(
        lambda: publish(draft_id=draft.pk, sha256=draft.sha256, by=second),
        lambda: uploaded(first, title="Judul lain"),
    )

    assert all(isinstance(fault, WorkshopRefused) for fault in faults), faults
    published = Edition.objects.filter(code="rb/2026").values_list("sha256", flat=True)
    assert list(published) in ([], [draft.sha256])
    assert EditionDraft.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_uploaded_while_a_publication_waits_the_publication_is_refused() -> None:
    """The upload holds the row first: the publication waits for it, then sees another hash."""
    first, second = make_user(), make_user()
    draft = proposed(first)
    faults: list[Exception] = []
    thread = threading.Thread(
        target=lambda: faults.extend(at_once(lambda: publish(draft_id=draft.pk, sha256=draft.sha256, by=second)))
    )
    with transaction.atomic():
        uploaded(first, title="Judul lain")
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join()
    assert [type(fault) for fault in faults] == [DraftChanged]
    assert not Edition.objects.exists()
