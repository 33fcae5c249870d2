"""The register of institutions outside the tree of units."""

from dataclasses import dataclass

from django.db import transaction

from awards.rounds import selectors
from awards.rounds.models import Institution
from awards.rounds.services.errors import Changed
from awards.rounds.services.locks import unique
from portal.units.models import Government, Unit


@dataclass(frozen=True)
class InstitutionWords:
    """What is known of an institution."""

    kind: Institution.Kind
    name: str
    code: str = ""
    unit: Unit | None = None
    is_active: bool = True


def add_institution(*, government: Government, words: InstitutionWords) -> Institution:
    """Put an institution into the register; Taken when its name or number stands there."""
    with unique():
        return Institution.objects.create(government=government, **vars(words))


@transaction.atomic
def change_institution(*, institution_id: int, words: InstitutionWords, version: int) -> Institution:
    """Correct an institution; nominations keep the name that was printed for them. Changed, Taken."""
    institution = Institution.objects.select_for_update().get(pk=institution_id)
    if institution.version != version:
        raise Changed(institution.version, selectors.institution_words(institution))
    for name, value in vars(words).items():
        setattr(institution, name, value)
    institution.version += 1
    with unique():
        institution.save()
    return institution
