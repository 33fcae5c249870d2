"""Awards: one round whose winners are decided and whose certificates are issued, one that is still open."""

from datetime import date, timedelta

from awards.certificates.models import Signatory
from awards.certificates.services import create_series, create_signatory, issue
from awards.rounds.models import Nomination
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


def make_awards(government: Government, today: date, by: User) -> None:
    """Hold last week's round up to its certificates, and open the next one."""
    units = {unit.code: unit for unit in government.units.all()}
    _decided_round(government, units, today - timedelta(days=7), by)
    _open_round(government, units, today)
    create_programme(
        government=government,
        code="sekolah-sehat",
        name="Lomba Gerakan Sekolah Sehat",
        purpose="Sekolah dengan lingkungan dan kebiasaan yang sehat.",
        position=3,
    )


def _decided_round(government: Government, units: dict[str, Unit], day: date, by: User) -> None:
    programme = create_programme(
        government=government,
        code="inovasi-daerah",
        name="Inovasi Daerah",
        purpose="Pembaruan layanan oleh perangkat daerah dan unit layanan.",
        position=1,
    )
    award_round = create_round(
        programme=programme, year=day.year, name="Penghargaan Inovasi Daerah (contoh)", award_date=day
    )
    choices = []
    for position, (name, nominees) in enumerate(INNOVATIONS.items(), start=1):
        category = create_category(award_round=award_round, name=f"Kategori {name}", position=position)
        for place, (code, work) in enumerate(nominees, start=1):
            nomination = nominate(
                category=category,
                kind=Nomination.Kind.UNIT,
                recipient=units[code].name,
                unit=units[code],
                work=work,
            )
            choices.append(Choice(nomination, place, TITLES[place - 1]))
    minutes = make_pdf(
        f"Berita Acara {award_round}",
        government.name,
        (Chapter("Keputusan", "Daftar pemenang setiap kategori sebagaimana tercatat di portal."),),
    )
    decide(
        award_round=award_round,
        number=f"000.9.6.1/BA/CONTOH/{day.year}",
        date=day - timedelta(days=2),
        winners=choices,
        document=[minutes],
        document_name="berita-acara-contoh.pdf",
    )
    lock(round_id=award_round.pk, by=by)
    signatory = create_signatory(
        government=government,
        office=f"Wali {government.name}",
        capacity=Signatory.Capacity.DEFINITIVE,
        name="Nama Pejabat (Contoh)",
        place=government.name.removeprefix("Kota "),
        decree="Keputusan pengangkatan (contoh)",
        term_from=date(day.year, 1, 1),
    )
    series = create_series(
        government=government,
        code="piagam",
        name="Piagam penghargaan (contoh)",
        pattern="000.9.6.1/{seq:03}/{unit}/{year}",
        unit_code="CONTOH",
        year=day.year,
    )
    winners = [choice.nomination.winner.pk for choice in choices]
    issue(round_id=award_round.pk, winner_ids=winners, signatory_id=signatory.pk, series_id=series.pk, by=by)


def _open_round(government: Government, units: dict[str, Unit], today: date) -> None:
    programme = create_programme(
        government=government,
        code="merdeka-stunting",
        name="Program Merdeka Stunting",
        purpose="Kelurahan yang menekan angka stunting.",
        position=2,
    )
    award_round = create_round(programme=programme, year=today.year, name="Program Merdeka Stunting (contoh)")
    category = create_category(award_round=award_round, name="Kategori Kelurahan", position=1)
    for code in WARDS:
        nominate(category=category, kind=Nomination.Kind.KELURAHAN, recipient=units[code].name, unit=units[code])
