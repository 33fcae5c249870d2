"""Kinds of document, and which of them a text names: a title, or the words of a criterion about its evidence."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What a document is, as the criteria ask for it; the names are those that officials use."""

    RPJPD = "rpjpd", _("RPJPD")
    RPJMD = "rpjmd", _("RPJMD")
    RENSTRA = "renstra", _("Renstra")
    RENJA = "renja", _("Renja or RKPD")
    IKU = "iku", _("IKU (main indicators)")
    AGREEMENT = "pk", _("Performance agreement (PK)")
    ACTION_PLAN = "rencana-aksi", _("Action plan")
    CASCADE = "pohon-kinerja", _("Performance tree, cascading or crosscutting")
    BUDGET = "dpa", _("DPA, RKA, KAK or RAB")
    REPORT = "lkjip", _("Performance report (LKjIP)")
    MONITORING = "pemantauan", _("Monitoring or quarterly report")
    EVALUATION = "lhe", _("Evaluation report (LHE) or its follow-up")
    STAFF = "skp", _("Staff targets (SKP)")
    SURVEY = "skm", _("Citizen survey (SKM)")
    STANDARD = "standar-pelayanan", _("Service standard or charter")
    PROCEDURE = "sop", _("SOP")
    DECREE = "sk", _("Decree, regulation or guideline")
    MINUTES = "notulen", _("Minutes or record of a meeting")
    SCREENSHOT = "tangkapan-layar", _("Screenshot or photo")
    OTHER = "lainnya", _("Other")


_WORDS: tuple[tuple[DocumentKind, str], ...] = (
    (DocumentKind.RPJPD, r"rpjpd"),
    (DocumentKind.RPJMD, r"rpjmd"),
    (DocumentKind.RENSTRA, r"renstra|rencana strategis"),
    (DocumentKind.RENJA, r"renja|rencana kerja|rkpd"),
    (DocumentKind.IKU, r"iku|indikator kinerja utama"),
    (DocumentKind.AGREEMENT, r"pk|perjanjian kinerja"),
    (DocumentKind.ACTION_PLAN, r"rencana aksi|renaksi"),
    (DocumentKind.CASCADE, r"pohon kinerja|cascading|crosscutting|peta proses bisnis"),
    (DocumentKind.BUDGET, r"dpa|dppa|rka|kak|rab|daftar pelaksanaan anggaran|kerangka acuan kerja"),
    (DocumentKind.REPORT, r"lkjip|lakip|lkip|laporan kinerja(?! triwulan)"),
    (DocumentKind.MONITORING, r"pemantauan|monev|capaian kinerja triwulan|laporan kinerja triwulan|form e\.?81"),
    (DocumentKind.EVALUATION, r"lhe|laporan hasil evaluasi|tindak lanjut|laporan hasil reviu"),
    (DocumentKind.STAFF, r"skp|sasaran kinerja pegawai|daftar nominatif kinerja"),
    (DocumentKind.SURVEY, r"skm|survei kepuasan|indeks kepuasan"),
    (DocumentKind.STANDARD, r"standar pelayanan|maklumat"),
    (DocumentKind.PROCEDURE, r"sop|prosedur operasional|standar operasional"),
    (DocumentKind.DECREE, r"sk|keputusan|peraturan|perwal|perwako|perda|pedoman|surat edaran"),
    (DocumentKind.MINUTES, r"notulen|notulensi|berita acara|catatan dialog|dialog kinerja|daftar hadir|undangan rapat"),
    (DocumentKind.SCREENSHOT, r"tangkapan layar|screenshot|foto|bukti unggah"),
)
_PATTERNS = tuple((kind, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for kind, words in _WORDS)


def kinds_named_in(text: str) -> frozenset[DocumentKind]:
    """Return every kind of document that a text names.

    >>> sorted(kinds_named_in("Renstra, Renja dan perjanjian kinerja yang ditandatangani"))
    [DocumentKind.AGREEMENT, DocumentKind.RENJA, DocumentKind.RENSTRA]
    >>> kinds_named_in("Laporan kegiatan")
    frozenset()
    """
    return frozenset(kind for kind, pattern in _PATTERNS if pattern.search(text))


def kind_of_title(title: str) -> DocumentKind:
    """Return the kind that a title names first, OTHER when it names none.

    >>> kind_of_title("Laporan Kinerja (LKjIP) Dinkes 2024")
    DocumentKind.REPORT
    >>> kind_of_title("IMG_2041")
    DocumentKind.OTHER
    """
    places = [(found.start(), kind) for kind, pattern in _PATTERNS if (found := pattern.search(title))]
    return min(places, key=lambda place: place[0])[1] if places else DocumentKind.OTHER
