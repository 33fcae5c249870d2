"""What the style guide shows: every component with words that belong to nobody."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import SafeString

from portal.common import charts
from portal.common.statuses import STATUSES


class SampleForm(forms.Form):
    """Every kind of field, with an error on the first."""

    value = forms.CharField(label="Nilai", help_text="Angka 0 sampai 100, koma untuk desimal.", initial="7x")
    grade = forms.ChoiceField(
        label="Predikat",
        choices=[("", "Pilih predikat"), ("A", "A - Memuaskan"), ("BB", "BB - Sangat baik")],
        required=False,
    )
    level = forms.ChoiceField(
        label="Kriteria terpenuhi",
        widget=forms.RadioSelect,
        choices=[("yes", "Terpenuhi, dengan bukti"), ("no", "Belum terpenuhi")],
        initial="yes",
    )
    note = forms.CharField(label="Penjelasan", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    due = forms.DateField(label="Tenggat", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    agreed = forms.BooleanField(label="Saya sudah memeriksa semua bukti", required=False)

    def clean_value(self) -> str:
        """Refuse what is not a number, so that the page shows an error."""
        raise forms.ValidationError("Tulis angka antara 0 dan 100, misalnya 61,20.")


_ROWS = [
    ("Dinas Contoh A", Decimal("81.25"), Decimal("1.20"), 1, "accepted"),
    (
        "Dinas Contoh B dengan Nama yang Panjang Sekali di Kota Contoh",
        Decimal("74.00"),
        Decimal("-0.40"),
        2,
        "submitted",
    ),
    ("Badan Contoh C", Decimal("74.00"), Decimal(0), 2, "returned"),
    ("Kecamatan Contoh D", None, None, None, "todo"),
]

_AT = datetime(2025, 1, 9, 7, 5, tzinfo=UTC)


def context() -> dict[str, Any]:
    """Return everything that templates/styleguide.html shows."""
    form = SampleForm({"value": "7x", "level": "yes", "note": "", "grade": "BB"})
    form.is_valid()
    return {
        "demo": True,
        "government": "Kota Contoh",
        "period": "Tahun nilai 2025",
        "version": "0.1.0",
        "actor": {"name": "Operator OPD", "role": "Operator OPD", "unit": "Dinas Contoh A"},
        "navigation": [
            {"label": "Tugas saya", "url": "#", "icon": "list-checks", "is_current": True, "count": 3},
            {"label": "Lembar kerja", "url": "#", "icon": "clipboard-list"},
            {"label": "Bukti", "url": "#", "icon": "paperclip"},
            {"label": "Dasbor", "url": "#", "icon": "gauge", "group": "Kota"},
            {"label": "Peringkat OPD", "url": "#", "icon": "list-ordered", "group": "Kota"},
            {"label": "Penghargaan", "url": "#", "icon": "award", "group": "Kota"},
        ],
        "demo_accounts": [
            {"username": "operator", "role": "Operator OPD", "password": "contoh"},
            {"username": "evaluator", "role": "Evaluator (Inspektorat)", "password": "contoh"},
        ],
        "help_contact": {"label": "Bagian Organisasi", "url": "#"},
        "statuses": list(STATUSES),
        "rows": [dict(zip(("name", "total", "change", "rank", "status"), row, strict=True)) for row in _ROWS],
        "page": Paginator(range(1, 1241), 25).page(4),
        "form": form,
        "today": date(2025, 1, 9),
        "deadlines": [date(2025, 1, 3), date(2025, 1, 10), date(2025, 2, 28)],
        "breadcrumbs": [{"label": "Beranda", "url": "#"}, {"label": "SAKIP 2025", "url": "#"}],
        "tabs": [
            {"label": "Semua", "url": "#", "current": True, "count": 40},
            {"label": "Perlu dinilai", "url": "#", "current": False, "count": 12},
            {"label": "Selesai", "url": "#", "current": False, "count": None},
        ],
        "chips": [{"label": "Jenis: Dinas", "remove_url": "#"}],
        "events": [
            {
                "what": "Dikembalikan dengan alasan",
                "who": "Evaluator",
                "at": _AT,
                "icon": "undo-2",
                "tone": "warn",
                "detail": "Bukti belum memuat target triwulan. Tambahkan halaman 12 sampai 14.",
            },
            {"what": "Diajukan", "who": "Kepala OPD", "at": _AT, "icon": "send", "tone": "info"},
            {"what": "Nilai diubah dari 60,00 ke 61,20", "who": "Operator OPD", "at": _AT, "icon": "pencil"},
        ],
        "facts": [
            {"term": "Dasar", "value": "PermenPANRB 88/2021"},
            {"term": "Bobot", "value": "30 dari 100"},
            {"term": "Nilai tahun lalu", "value": None},
        ],
        "steps": [
            {"label": "Isi", "state": "done", "url": "#"},
            {"label": "Ajukan", "state": "current"},
            {"label": "Penilaian", "state": "todo"},
            {"label": "Hasil", "state": "todo"},
        ],
        "saved_at": _AT,
        "failures": ["Sertifikat 12: nama terlalu panjang untuk satu baris"],
        "chart": _chart(),
    }


def _chart() -> charts.Pair:
    """Draw one chart of made-up totals."""
    totals = [Decimal(text) for text in ("58.1", "61.2", "66.0", "70.4", "74.0")]
    dots = [charts.Dot(value) for value in totals] + [charts.Dot(Decimal("81.25"), "Dinas Contoh A", is_ours=True)]
    finding = "Dinas Contoh A 7,25 poin di atas yang terdekat."

    def draw(width: int) -> SafeString:
        ends = ("50", "90")
        return charts.dot_strip(dots=dots, low=Decimal(50), high=Decimal(90), ends=ends, width=width, title=finding)

    return charts.pair(finding, draw)
