"""The slow proof, `make awards`: 500 certificates in one job, with the worker killed twice, and each verifies."""

import time
from collections.abc import Iterator

import pytest
from django.db.models.functions import Now

from awards.certificates import register, selectors, signing
from awards.certificates.models import Certificate, CertificateRevision, NumberSeries
from awards.domain import p256
from awards.domain.status import read_list
from awards.domain.verdicts import State
from portal.common import files, work
from portal.common.models import Work
from tests.awards.certificates.test_parallel import Drain
from tests.awards.helpers import issue_all, make_decided_round

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 500
LONGEST_SECONDS = 1_200


@pytest.fixture
def drain() -> Iterator[Drain]:
    """A program that drains the queue and can be killed."""
    program = Drain()
    yield program
    program.kill()


def test_five_hundred_with_the_worker_killed_twice(drain: Drain) -> None:
    award_round = make_decided_round([f"Tim {number}" for number in range(MANY)])
    job = issue_all(award_round)

    for share in (0.2, 0.6):
        drain.start()
        _wait_for(int(MANY * share))
        drain.kill()
        Work.objects.update(next_at=Now())  # the leases run out
    drain.start()
    _wait_for(MANY)

    assert work.progress(job) == work.Progress(total=MANY, done=MANY, failures=(), is_cancelled=False)
    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == list(range(1, MANY + 1))
    assert selectors.register_of(NumberSeries.objects.get(), month=1).report.is_sound
    listed = read_list(register.status_list(award_round.government), signing.ring(), p256.verify)
    for revision in CertificateRevision.objects.all():
        files.read(revision.sha256)  # compares the bytes with their hash
        row = listed.by_file(revision.sha256)
        assert row is not None
        assert row.state == State.VALID


def _wait_for(done: int) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        if Certificate.objects.filter(state=Certificate.State.ISSUED).count() >= done:
            return
        time.sleep(0.2)
    pytest.fail(f"{done} certificates took too long")
