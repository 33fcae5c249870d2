"""The data files are loaded once, told when they differ, and never take anything away."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.units.documents import FOLDER, BadDocument, read_all
from portal.units.models import Government, PeerGroup, Unit
from portal.units.services.loading import load

pytestmark = pytest.mark.django_db


def run(folder: Path = FOLDER) -> str:
    output = StringIO()
    call_command("load_units", folder=folder, stdout=output)
    return output.getvalue()


def write(folder: Path, text: str) -> Path:
    (folder / "units.yaml").write_text(text)
    return folder


CITY = """
sources: {memory: From memory.}
governments:
  - {code: "99.71", name: Kota Uji, kind: city, sources: [memory]}
"""
UNITS = """
sources: {{memory: From memory.}}
government: "99.71"
units:
  - {{code: dinas-uji, name: {name}, short_name: Uji, kind: dinas, source: memory}}
"""


def test_the_real_files_hold_eight_governments_and_the_city_s_units() -> None:
    run()

    city = Government.objects.home()
    assert city.name == "Kota Pangkalpinang"
    assert Government.objects.count() == 8
    kinds = list(city.units.values_list("kind", flat=True))
    assert kinds.count("kecamatan") == 7
    assert kinds.count("kelurahan") == 42
    assert not city.units.filter(kind="kelurahan", parent__isnull=True).exists()
    assert not city.units.filter(source="").exists()
    assert PeerGroup.objects.get(code="babel-8").governments.count() == 8
    assert PeerGroup.objects.get(code="babel-7").governments.filter(kind="province").count() == 0


def test_names_without_a_source_are_loaded_as_unconfirmed() -> None:
    run()

    from_memory = Unit.objects.filter(source__startswith="From memory")
    assert set(from_memory.values_list("is_confirmed", flat=True)) == {False}
    assert set(from_memory.values_list("code", flat=True)) == set(
        Unit.objects.filter(is_confirmed=False).values_list("code", flat=True)
    )


def test_a_unit_that_another_followed_is_not_valid_even_without_a_day() -> None:
    run()

    old = Unit.objects.get(code="bappeda-litbang")
    assert old.successor == Unit.objects.get(code="bapperida")
    assert old not in Unit.objects.valid_on(timezone.localdate())
    assert old.successor in Unit.objects.valid_on(timezone.localdate())


def test_loading_again_changes_nothing() -> None:
    run()
    before = list(Unit.objects.order_by("pk").values())

    assert run() == "0 added, 0 changed, 96 unchanged.\n"
    assert list(Unit.objects.order_by("pk").values()) == before


def test_a_changed_name_is_told_and_a_unit_that_left_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CITY)
    load(documents=read_all(write(tmp_path, UNITS.format(name="Dinas Lama"))))
    city = Government.objects.get()
    Unit.objects.create(government=city, code="lain", name="Dinas Lain", short_name="Lain", kind="dinas")

    report = load(documents=read_all(write(tmp_path, UNITS.format(name="Dinas Baru"))))

    assert report.lines == [
        "~ unit 99.71/dinas-uji Dinas Baru: name: Dinas Lama -> Dinas Baru",
        "? unit 99.71/lain Dinas Lain: not in the file, left alone",
    ]
    assert Unit.objects.count() == 2


def test_a_day_that_the_city_entered_survives_a_load(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CITY)
    write(tmp_path, UNITS.format(name="Dinas Uji"))
    load(documents=read_all(tmp_path))
    Unit.objects.update(valid_from="2023-01-02")

    report = load(documents=read_all(tmp_path))

    assert report.lines == []
    assert str(Unit.objects.get().valid_from) == "2023-01-02"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("sources: {}\nunits: []\n", "government"),
        (UNITS.format(name="X").replace("kind: dinas", "kind: kantor"), r"\$\.units\[0\]\.kind"),
        (UNITS.format(name="X").replace("source: memory", "source: press"), "'press' is not listed"),
        (UNITS.format(name="X").replace("source: memory", "source: memory, parent: setda"), "parent setda"),
        (UNITS.format(name="X").replace("99.71", "98.71"), "government 98.71"),
        ("units: [", "units.yaml"),
    ],
)
def test_a_faulty_file_is_refused_whole_and_its_place_is_named(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "a.yaml").write_text(CITY)
    write(tmp_path, text)

    with pytest.raises(BadDocument, match=place):
        load(documents=read_all(tmp_path))

    assert Government.objects.count() == 0


def test_the_command_names_the_fault_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is in no file"):
        run(write(tmp_path, UNITS.format(name="X")))


def test_the_home_government_is_not_moved_by_a_load() -> None:
    run()

    report = load(documents=read_all(), home="19.01")

    assert report.lines == ["? government 19.71 stays the one that this installation works for, not 19.01"]
    assert Government.objects.home().code == "19.71"
