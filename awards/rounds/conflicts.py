"""What a page says when somebody else saved first: each field with the typed and the stored value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    """One field in which two people disagree."""

    label: str
    yours: str
    stored: str


def differences(form: forms.Form, stored: Mapping[str, object]) -> list[Difference]:
    """Return the fields of a valid form that differ from what is stored."""
    found = []
    for name, value in stored.items():
        if name in form.fields:
            yours, theirs = _words(form, name, form.cleaned_data.get(name)), _words(form, name, value)
            if yours != theirs:
                found.append(Difference(str(form[name].label), yours, theirs))
    return found


def _words(form: forms.Form, name: str, value: object) -> str:
    field = form.fields[name]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # our own lists of pairs
    return "" if value is None else str(value)
