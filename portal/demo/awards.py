"""Awards: three programmes decided by their juries with certificates issued, and a round being judged."""

from collections.abc import Sequence
from datetime import date, timedelta

from awards.certificates.models import Signatory
from awards.certificates.services import create_series, create_signatory, issue
from awards.domain.phases import Phase, Span
from awards.rounds.models import Institution, Nomination, Programme, Round, Winner
from awards.rounds.services import (
    InstitutionWords,
    Setting,
    add_institution,
    create_category,
    create_programme,
    create_round,
    nominate,
    open_round,
)
from portal.accounts.models import User
from portal.demo import jury
from portal.demo.accounts import People
from portal.units.models import Government, Unit

INNOVATIONS = {
    "Perangkat Daerah": (
        ("disdukcapil", "Contoh inovasi: antrean daring"),
        ("dinkes", "Contoh inovasi: kartu ibu hamil"),
        ("diskominfo", "Contoh inovasi: kanal aduan"),
    ),
    "Puskesmas": (
        ("puskesmas-selindung", "Contoh inovasi: posyandu malam"),
        ("puskesmas-gerunggang", "Contoh inovasi: kunjungan lansia"),
    ),
}
WARDS = ("kel-tua-tunu", "kel-air-itam", "kel-ketapang", "kel-keramat")
SCHOOLS = {
    "Tingkat SD": (Institution.Kind.PRIMARY, "SD Contoh"),
    "Tingkat SMP": (Institution.Kind.SECONDARY, "SMP Contoh"),
    "Tingkat Madrasah": (Institution.Kind.MADRASAH, "Madrasah Contoh"),
}


def make_awards(government: Government, today: date, people: People) -> None:
    """Hold the three programmes up to their issued certificates, and open a next round."""
    units = {unit.code: unit for unit in government.units.all()}
    last_week, by = today - timedelta(days=7), people.committee
    innovation = _hold_innovations(government, units, last_week)
    _judge(innovation, last_week - timedelta(days=2), people)
    wards = _hold_wards(government, units, today)
    _judge(wards, today - timedelta(days=1), people, method="median")
    schools = _hold_schools(government, units, today)
    _judge(schools, today - timedelta(days=1), people, method="trimmed", is_blind=True)
    _open_next(schools, today, people)
    _issue([innovation, wards, schools], years={last_week.year, today.year}, by=by)


def _judge(award_round: Round, day: date, people: People, **rules: object) -> None:
    """Let the jury judge and decide a round."""
    jury.seat_jury(award_round, people.jury, **rules)
    jury.begin_judging(award_round)
    jury.score(award_round)
    jury.decide(award_round, day=day, by=people.committee)


def _open_next(schools: Round, today: date, people: People) -> None:
    """Open next year's round of the schools, which the jury judges now: one sheet is in, the others wait."""
    spans = {
        Phase.NOMINATION: Span(today - timedelta(days=30), today - timedelta(days=10)),
        Phase.SCREENING: Span(today - timedelta(days=9), today - timedelta(days=3)),
        Phase.JUDGING: Span(today - timedelta(days=2), today + timedelta(days=12)),
        Phase.DECISION: Span(today + timedelta(days=13), today + timedelta(days=20)),
    }
    setting = Setting(schools.year + 1, schools.name, None, spans)
    made = open_round(programme=schools.programme, setting=setting, like=schools)
    for category in made.categories.all():
        before = schools.categories.get(name=category.name)
        for nomination in before.nominations.all():
            nominate(
                category=category,
                kind=Nomination.Kind.SCHOOL,
                recipient=nomination.recipient,
                institution=nomination.institution,
                work="Contoh karya: kebun sekolah",
            )
    jury.seat_jury(made, people.jury, is_blind=True)
    jury.begin_judging(made)
    jury.score(made, sheets=1)


def _hold_innovations(government: Government, units: dict[str, Unit], day: date) -> Round:
    programme = create_programme(
        government=government,
        code="inovasi-daerah",
        name="Inovasi Daerah",
        purpose="Pembaruan layanan oleh perangkat daerah dan unit layanan.",
        position=1,
    )
    award_round = _open(programme, "Penghargaan Inovasi Daerah", day, award_date=day)
    for position, (name, nominees) in enumerate(INNOVATIONS.items(), start=1):
        category = create_category(award_round=award_round, name=f"Kategori {name}", position=position)
        for code, work in nominees:
            unit = units[code]
            nominate(category=category, kind=Nomination.Kind.UNIT, recipient=unit.name, unit=unit, work=work)
    return award_round


def _hold_wards(government: Government, units: dict[str, Unit], day: date) -> Round:
    programme = create_programme(
        government=government,
        code="merdeka-stunting",
        name="Program Merdeka Stunting",
        purpose="Kelurahan yang menekan angka stunting.",
        position=2,
    )
    award_round = _open(programme, "Program Merdeka Stunting", day, award_date=day)
    category = create_category(award_round=award_round, name="Kategori Kelurahan", position=1)
    for code in WARDS:
        nominate(category=category, kind=Nomination.Kind.KELURAHAN, recipient=units[code].name, unit=units[code])
    return award_round


def _hold_schools(government: Government, units: dict[str, Unit], today: date) -> Round:
    programme = create_programme(
        government=government,
        code="sekolah-sehat",
        name="Lomba Gerakan Sekolah Sehat",
        purpose="Sekolah dengan lingkungan dan kebiasaan yang sehat.",
        position=3,
    )
    award_round = _open(programme, "Lomba Gerakan Sekolah Sehat", today, award_date=today)
    for position, (name, (kind, school)) in enumerate(SCHOOLS.items(), start=1):
        category = create_category(award_round=award_round, name=name, position=position)
        for letter in "ABC":
            words = InstitutionWords(kind, f"{school} {letter}", unit=units.get("dikbud"))
            institution = add_institution(government=government, words=words)
            nominate(
                category=category,
                kind=Nomination.Kind.SCHOOL,
                recipient=institution.name,
                institution=institution,
            )
    return award_round


def _open(programme: Programme, name: str, day: date, *, award_date: date | None) -> Round:
    return create_round(programme=programme, year=day.year, name=f"{name} (contoh)", award_date=award_date)


def _issue(rounds: Sequence[Round], *, years: set[int], by: User) -> None:
    """Open the registers, name who signs, and give every winner a certificate."""
    government = rounds[0].government
    signatory = create_signatory(
        government=government,
        office=f"Wali {government.name}",
        capacity=Signatory.Capacity.DEFINITIVE,
        name="Nama Pejabat (Contoh)",
        place=government.name.removeprefix("Kota "),
        decree="Keputusan pengangkatan (contoh)",
        term_from=date(min(years), 1, 1),
    )
    registers = {
        year: create_series(
            government=government,
            code="piagam",
            name="Piagam penghargaan (contoh)",
            pattern="000.9.6.1/{seq:03}/{unit}/{year}",
            unit_code="CONTOH",
            year=year,
        )
        for year in years
    }
    for one in Round.objects.filter(pk__in=[each.pk for each in rounds]).order_by("pk"):
        winners = list(Winner.objects.filter(category__round=one).values_list("pk", flat=True))
        series = registers[one.award_date.year if one.award_date else min(years)]
        issue(round_id=one.pk, winner_ids=winners, signatory_id=signatory.pk, series_id=series.pk, by=by)
