"""What an administrator types about people and their roles."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.common.policy import Role
from portal.units import selectors
from portal.units.models import Government, Membership, Unit
from portal.units.services.people import UNIT_ROLES


class _DateInput(forms.DateInput):
    """A browser's own date field, which speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        """Write the value as the browser wants it."""
        super().__init__(format="%Y-%m-%d")


class RoleForm(forms.Form):
    """A role at a unit or at the whole government."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices])
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unit"),
        required=False,
        empty_label="—",
        help_text=_("Only for operators and heads; every other role holds for the whole government."),
    )

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        """Offer the units of the government that exist today."""
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            units = Unit.objects.filter(government=government).valid_on(timezone.localdate())
            field.queryset = units.order_by(Lower("name"), "pk")

    def clean(self) -> dict[str, Any]:
        """Refuse a role without its unit, and a unit for a role that takes none."""
        cleaned = super().clean() or self.cleaned_data
        role, unit = cleaned.get("role"), cleaned.get("unit")
        if role in UNIT_ROLES and unit is None and "unit" not in self.errors:
            self.add_error("unit", ValidationError(gettext("Operators and heads belong to a unit: pick it.")))
        if role and role not in UNIT_ROLES and unit is not None:
            self.add_error(
                "unit", ValidationError(gettext("This role holds for the whole government: leave it empty."))
            )
        return cleaned


class MembershipForm(RoleForm):
    """A role from a day to a day."""

    valid_from = forms.DateField(label=_("First day"), widget=_DateInput(), initial=timezone.localdate)
    valid_to = forms.DateField(
        label=_("Last day"), widget=_DateInput(), required=False, help_text=_("Empty: until further notice.")
    )


class PersonForm(RoleForm):
    """A new account with its first role, from today."""

    display_name = forms.CharField(label=_("Name"), max_length=120)
    username = forms.RegexField(
        r"^[a-z0-9._-]+$",
        label=_("User name"),
        max_length=60,
        help_text=_("Small letters, digits, dot, dash."),
        error_messages={"invalid": _("Only small letters, digits, dot and dash.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The link for the first password is asked for with it.")
    )
    field_order = ["display_name", "username", "email", "role", "unit"]


class FocalForm(forms.Form):
    """Whom to call about a unit's data for an instrument."""

    instrument = forms.ChoiceField()
    membership = forms.ModelChoiceField(Membership.objects.none(), required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        """Offer the operators whom the unit has today."""
        super().__init__(*args, **kwargs)
        offered, chosen = self.fields["membership"], self.fields["instrument"]
        if isinstance(offered, forms.ModelChoiceField) and isinstance(chosen, forms.ChoiceField):
            today = Membership.objects.valid_on(timezone.localdate())
            offered.queryset = today.filter(unit=unit, role=Role.OPERATOR)
            chosen.choices = [(focal.code, focal.name) for focal in selectors.focal_persons_of(unit)]
