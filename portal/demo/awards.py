"""Awards: one round with issued certificates, one decided that waits to be issued, one that is still open."""

from datetime import date, timedelta

from awards.certificates.models import Signatory
from awards.certificates.services import create_series, create_signatory, issue
from awards.rounds.models import Nomination, Programme, Round, Winner
from awards.rounds.services import Choice, create_category, create_programme, create_round, decide, lock, nominate
from portal.accounts.models import User
from portal.demo.documents import Chapter, make_pdf
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
TITLES = ("Terbaik I", "Terbaik II", "Terbaik III")
WARDS = ("kel-tua-tunu", "kel-air-itam", "kel-ketapang", "kel-keramat")
SCHOOLS = {"Tingkat SD": "SD Contoh", "Tingkat SMP": "SMP Contoh", "Tingkat Madrasah": "Madrasah Contoh"}


def make_awards(government: Government, today: date, by: User) -> None:
    """Hold last week's round up to its certificates, decide today's, and open the next one."""
    units = {unit.code: unit for unit in government.units.all()}
    last_week = today - timedelta(days=7)
    innovation = _hold_innovations(government, units, last_week)
    _decide(innovation, day=last_week - timedelta(days=2), winners_each=3, by=by)
    stunting = _hold_wards(government, units, today)
    _decide(stunting, day=today - timedelta(days=1), winners_each=3, by=by)
    _open_schools(government, today)
    _issue(innovation, years={last_week.year, today.year}, by=by)


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


def _open_schools(government: Government, today: date) -> None:
    programme = create_programme(
        government=government,
        code="sekolah-sehat",
        name="Lomba Gerakan Sekolah Sehat",
        purpose="Sekolah dengan lingkungan dan kebiasaan yang sehat.",
        position=3,
    )
    award_round = _open(programme, "Lomba Gerakan Sekolah Sehat", today, award_date=None)
    for position, (name, school) in enumerate(SCHOOLS.items(), start=1):
        category = create_category(award_round=award_round, name=name, position=position)
        for letter in "ABC":
            nominate(category=category, kind=Nomination.Kind.SCHOOL, recipient=f"{school} {letter}")


def _open(programme: Programme, name: str, day: date, *, award_date: date | None) -> Round:
    return create_round(programme=programme, year=day.year, name=f"{name} (contoh)", award_date=award_date)


def _decide(award_round: Round, *, day: date, winners_each: int, by: User) -> None:
    """Let the first nominees of each category win, in their order, and lock that."""
    choices = [
        Choice(nomination, place, TITLES[place - 1])
        for category in award_round.categories.all()
        for place, nomination in enumerate(category.nominations.all()[:winners_each], start=1)
    ]
    minutes = make_pdf(
        f"Berita Acara {award_round}",
        award_round.government.name,
        (Chapter("Keputusan", "Daftar pemenang setiap kategori sebagaimana tercatat di portal."),),
    )
    decide(
        award_round=award_round,
        number=f"000.9.6.1/BA-{award_round.pk:02}/CONTOH/{day.year}",
        date=day,
        winners=choices,
        document=[minutes],
        document_name="berita-acara-contoh.pdf",
    )
    lock(round_id=award_round.pk, by=by)


def _issue(award_round: Round, *, years: set[int], by: User) -> None:
    """Open the registers, name who signs, and give every winner a certificate."""
    government = award_round.government
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
    winners = Winner.objects.filter(category__round=award_round).values_list("pk", flat=True)
    series = registers[min(years)]
    issue(round_id=award_round.pk, winner_ids=list(winners), signatory_id=signatory.pk, series_id=series.pk, by=by)
