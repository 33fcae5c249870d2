"""Loads governments, units and peer groups from data files; idempotent, and nothing is ever deleted."""

from collections.abc import Sequence

from django.db import transaction

from portal.common.loading import Report, upsert
from portal.units.documents import BadDocument, Document, GovernmentRow, GroupRow, UnitRow
from portal.units.models import Government, PeerGroup, Unit


@transaction.atomic
def load(*, documents: Sequence[Document], home: str = "") -> Report:
    """Bring the tables in line with the files, all or nothing; `home` is the region code that is worked for."""
    report = Report()
    for document in documents:
        for government in document.governments:
            _load_government(report, government)
        if document.government is not None:
            _load_units(report, _government(document.government), document.units)
    for document in documents:
        for group in document.groups:
            _load_group(report, document, group)
    if home:
        _set_home(report, home)
    return report


@transaction.atomic
def mark_as_demo(*, government: Government) -> None:
    """Note for good that marks of this government's units are made up, so that every screen says so."""
    Government.objects.filter(pk=government.pk).update(is_demo=True)


def _load_government(report: Report, row: GovernmentRow) -> None:
    upsert(
        report,
        Government.objects.all(),
        label=f"government {row.code} {row.name}",
        key={"code": row.code},
        values={
            "name": row.name,
            "kind": row.kind,
            "province_id": _government(row.province).pk if row.province else None,
            "source": row.source,
        },
    )


def _load_units(report: Report, government: Government, rows: Sequence[UnitRow]) -> None:
    """Load the units, then the pointers between them, as a unit may point to a later one."""
    units = {row.code: _load_unit(report, government, row) for row in rows}
    for row in rows:
        for field, code in (("parent_id", row.parent), ("successor_id", row.successor)):
            if code is None:
                continue
            if code not in units:
                raise BadDocument(f"unit {row.code}: {field.removesuffix('_id')} {code} is not in the file")
            _point(report, units[row.code], field, units[code])
    for unit in government.units.exclude(code__in=units).order_by("code"):
        report.lines.append(f"? unit {government.code}/{unit.code} {unit.name}: not in the file, left alone")


def _load_unit(report: Report, government: Government, row: UnitRow) -> Unit:
    values = {
        "name": row.name,
        "short_name": row.short_name,
        "kind": row.kind,
        "is_confirmed": row.is_confirmed,
        "source": row.source,
    }
    # A day that the file does not give may have been entered by the city; it stays.
    days = {"valid_from": row.valid_from, "valid_to": row.valid_to}
    return upsert(
        report,
        Unit.objects.all(),
        label=f"unit {government.code}/{row.code} {row.name}",
        key={"government": government, "code": row.code},
        values=values | {name: day for name, day in days.items() if day is not None},
    )


def _point(report: Report, unit: Unit, field: str, target: Unit) -> None:
    if getattr(unit, field) != target.pk:
        setattr(unit, field, target.pk)
        unit.save(update_fields=[field])
        report.lines.append(f"~ unit {unit.code}: {field.removesuffix('_id')} -> {target.code}")


def _load_group(report: Report, document: Document, row: GroupRow) -> None:
    government = _government(document.government) if row.kinds and document.government else None
    label = f"peer group {row.code}"
    group = upsert(
        report,
        PeerGroup.objects.all(),
        label=label,
        key={"government": government, "code": row.code},
        values={"name": row.name, "position": row.position},
    )
    if government is None:
        wanted = {_government(code).pk for code in row.governments}
        missing = wanted - set(group.governments.values_list("pk", flat=True))
        group.governments.add(*missing)
    else:
        wanted = set(government.units.filter(kind__in=row.kinds).values_list("pk", flat=True))
        missing = wanted - set(group.units.values_list("pk", flat=True))
        group.units.add(*missing)
    if missing:
        report.lines.append(f"~ {label}: {len(missing)} members added")


def _set_home(report: Report, code: str) -> None:
    """Say which government the installation works for; once said, only by hand is it changed."""
    home = Government.objects.filter(is_home=True).first()
    if home is None:
        Government.objects.filter(pk=_government(code).pk).update(is_home=True)
        report.lines.append(f"~ government {code}: this installation works for it")
    elif home.code != code:
        report.lines.append(f"? government {home.code} stays the one that this installation works for, not {code}")


def _government(code: str) -> Government:
    try:
        return Government.objects.get(code=code)
    except Government.DoesNotExist:
        raise BadDocument(f"government {code} is in no file and not in the database") from None
