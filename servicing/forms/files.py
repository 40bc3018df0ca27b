"""What people type about repayment files and their layouts."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parties.models import Organisation
from policy.models import RepaymentLayout
from policy.selectors import repayment_layouts
from screens.forms import IdempotencyField, PageForm, PageModelForm, UploadField


class FileForm(PageForm):
    """A repayment file and the layout in which it is written."""

    layout = forms.ModelChoiceField(
        label=_("Layout"), queryset=RepaymentLayout.objects.none(), widget=forms.RadioSelect
    )
    upload = UploadField(
        label=_("File"),
        accept=".csv,.txt,.xlsx,.xls",
        help_text=_("CSV or Excel; every bank serial number is posted once."),
    )
    idempotency_key = IdempotencyField()

    def __init__(self, *args: Any, bank: Organisation | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = repayment_layouts(bank, on) if bank else []
        field = self.fields["layout"]
        assert isinstance(field, forms.ModelChoiceField)
        field.empty_label = None
        field.queryset = RepaymentLayout.objects.filter(pk__in=[each.pk for each in offered])
        if offered:
            field.initial = offered[0].pk


class AssignForm(PageForm):
    """The loan a row is for."""

    loan_number = forms.CharField(label=_("Number of the loan"), max_length=30)


class LayoutForm(PageModelForm):
    """A new version of a layout, with a sample file to try it on."""

    sample = UploadField(
        label=_("Sample file"),
        required=False,
        accept=".csv,.txt,.xlsx,.xls",
        help_text=_("Only read for the preview; nothing of it is kept."),
    )

    class Meta:
        model = RepaymentLayout
        fields = (
            "code",
            "name",
            "name_en",
            "bank",
            "encoding",
            "separator",
            "heading_line",
            "first_line",
            "serial_column",
            "reference_column",
            "reference_kind",
            "amount_column",
            "amount_form",
            "date_column",
            "date_form",
            "name_column",
            "footer_mark",
            "footer_count_column",
            "footer_amount_column",
            "channel",
            "from_on",
            "source",
        )

    @property
    def layout_values(self) -> dict[str, Any]:
        """The version as it was typed."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
