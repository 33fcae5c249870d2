"""What is typed and picked when certificates are issued or made void."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awards.certificates import designs, selectors
from awards.certificates.models import NumberSeries, Signatory
from awards.rounds.models import Round, Winner
from awards.rounds.selectors import winners_of


class IssueForm(forms.Form):
    """Who gets a certificate, who signs, and from which register the numbers come."""

    winners = forms.ModelMultipleChoiceField(
        Winner.objects.none(),
        label=_("Recipients"),
        error_messages={"required": _("Pick at least one recipient.")},
    )
    signatory = forms.ModelChoiceField(
        Signatory.objects.none(),
        label=_("Signatory"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick who signs.")},
    )
    series = forms.ModelChoiceField(
        NumberSeries.objects.none(),
        label=_("Number register"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick the register that gives the numbers.")},
    )

    template = forms.ChoiceField(
        label=_("Design"),
        choices=[(code, bundled.name) for code, bundled in designs.BUNDLED.items()],
        error_messages={"required": _("Pick a design."), "invalid_choice": _("Pick a design.")},
    )

    def __init__(self, *args: Any, award_round: Round, **kwargs: Any) -> None:
        """Offer what belongs to the round; who has a certificate already may be picked and is passed over."""
        super().__init__(*args, **kwargs)
        self.award_round = award_round
        for name, rows in (
            ("winners", winners_of(award_round)),
            ("signatory", selectors.signatories_of(award_round)),
            ("series", selectors.series_for(award_round)),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows

    def clean_signatory(self) -> Signatory:
        """Refuse whoever did not hold the office on the award date."""
        signatory: Signatory = self.cleaned_data["signatory"]
        day = self.award_round.award_date
        if day is None or not signatory.is_in_term_on(day):
            raise forms.ValidationError(
                gettext("%(name)s did not hold the office on %(day)s."),
                params={"name": signatory.title, "day": date_format(day) if day else ""},
            )
        return signatory


class CorrectForm(forms.Form):
    """What is printed on the next revision, and why."""

    recipient = forms.CharField(
        label=_("Recipient as printed"),
        max_length=200,
        error_messages={"required": _("Write the name that is printed.")},
    )
    work_name = forms.CharField(label=_("What is honoured"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the register. The public page only says that the earlier paper is replaced."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Say why the certificate is corrected.")},
    )


class RevokeForm(forms.Form):
    """Why a certificate should be revoked."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the register. The public page only says that the certificate is revoked, and since when."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Say why the certificate should be revoked.")},
    )


class VoidForm(forms.Form):
    """Why a number is given up."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the register."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Say why the number is made void.")},
    )
