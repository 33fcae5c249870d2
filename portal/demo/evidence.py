"""The documents that prove the demo's answers: the city's own, and each unit's."""

from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile

from portal.accounts.models import User
from portal.demo.documents import Chapter, make_pdf
from portal.units.models import Government, Unit
from scorecards.evidence.models import Revision
from scorecards.evidence.services import add_document

REPORT_ROWS = (
    ("Nilai kinerja perangkat daerah", "70,00", "68,40"),
    ("Persentase layanan tepat waktu", "95,00", "91,20"),
    ("Indeks kepuasan masyarakat", "85,00", "86,10"),
)


@dataclass(frozen=True)
class Proof:
    """A document of the register, and the sub-components that it proves with the page for each."""

    revision: Revision
    pages: dict[str, int]


def city_documents(government: Government, year: int, by: User) -> list[Proof]:
    """Register what the whole city relies on."""
    chapters = (
        Chapter("Bab I Pedoman perencanaan kinerja", "Tata cara menyusun rencana kinerja setiap perangkat daerah."),
        Chapter("Bab II Pedoman pengukuran kinerja", "Tata cara mengumpulkan data kinerja setiap triwulan."),
        Chapter("Bab III Pedoman evaluasi internal", "Tata cara evaluasi akuntabilitas kinerja oleh Inspektorat."),
    )
    title = f"Pedoman SAKIP Kota {year}"
    revision = _register(government, None, title, government.name, chapters, year, by)
    return [Proof(revision, {"1.a": 2, "2.a": 3, "4.a": 4})]


def unit_documents(unit: Unit, year: int, by: User, *, with_report: bool) -> list[Proof]:
    """Register a unit's plan of the year, and with `with_report` its performance report of the year before."""
    plan = (
        Chapter("Bab I Tujuan dan sasaran", f"Sasaran {unit.name} tahun {year} dan indikator kinerjanya."),
        Chapter("Bab II Perjanjian kinerja", "Target setiap indikator, diturunkan sampai ke setiap pegawai."),
        Chapter("Bab III Rencana aksi dan anggaran", "Kegiatan, jadwal triwulan dan anggaran setiap sasaran."),
    )
    title = f"Renja dan Perjanjian Kinerja {unit.short_name} {year}"
    found = [
        Proof(
            _register(unit.government, unit, title, unit.name, plan, year, by), {"1.a": 2, "1.b": 3, "1.c": 4, "2.b": 4}
        )
    ]
    if with_report:
        report = (
            Chapter("Bab I Capaian kinerja", f"Capaian {unit.name} tahun {year - 1}.", REPORT_ROWS),
            Chapter("Bab II Analisis", "Hambatan, pembandingan dengan tahun sebelumnya dan penggunaan sumber daya."),
            Chapter("Bab III Tindak lanjut", "Rekomendasi evaluasi tahun lalu dan perbaikan yang sudah dilakukan."),
        )
        title = f"Laporan Kinerja (LKjIP) {unit.short_name} {year - 1}"
        revision = _register(unit.government, unit, title, unit.name, report, year - 1, by)
        found.append(Proof(revision, {"3.a": 2, "3.b": 3, "3.c": 4, "4.c": 4}))
    return found


def _register(
    government: Government,
    unit: Unit | None,
    title: str,
    owner: str,
    chapters: tuple[Chapter, ...],
    year: int,
    by: User,
) -> Revision:
    return add_document(
        government=government,
        unit=unit,
        title=title,
        covers_from=date(year, 1, 1),
        covers_to=date(year, 12, 31),
        upload=ContentFile(make_pdf(title, owner, chapters)),
        file_name=f"{title}.pdf".replace("(", "").replace(")", ""),
        by=by,
    )
