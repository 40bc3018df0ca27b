"""Steps about the applicant and the household."""

from django.utils.translation import gettext_lazy as _

from applications.rules.questions import Question, Step

MARRIED = ("marital_status", ("married",))

PERSON = Step(
    "person",
    _("About you"),
    _("The program is for certain groups of people who live and trade in this county."),
    (
        Question(
            "group",
            _("Which group do you belong to?"),
            "choice",
            hint=_("If several fit, choose the one you can prove most easily."),
            source="groups",
        ),
        Question(
            "id_valid_until",
            _("Until when is your identity card valid?"),
            "date",
            hint=_("As printed on its back, such as 2035-03-05. Leave empty if it says long-term."),
            is_required=False,
        ),
        Question("township", _("In which township do you live?"), "choice", source="townships"),
        Question("address", _("Your address"), hint=_("Village or street and house number.")),
        Question(
            "is_employed_elsewhere",
            _("Are you employed by somebody else now?"),
            "yes_no",
            hint=_("We ask because the program is for people who work for themselves."),
        ),
        Question("email", _("E-mail address"), "email", is_required=False),
    ),
)
HOUSEHOLD = Step(
    "household",
    _("Your household"),
    _("Husband and wife answer for each other's debts, so the spouse has to know and agree."),
    (
        Question(
            "marital_status",
            _("Are you married?"),
            "choice",
            choices=(
                ("single", _("not married")),
                ("married", _("married")),
                ("divorced", _("divorced")),
                ("widowed", _("widowed")),
            ),
        ),
        Question("spouse_name", _("Name of your spouse"), "person", when=MARRIED),
        Question(
            "spouse_id_number",
            _("ID number of your spouse"),
            "id_number",
            hint=_("We ask because the credit rules look at both. It is kept encrypted."),
            is_sealed=True,
            when=MARRIED,
        ),
        Question(
            "spouse_phone", _("Mobile phone of your spouse"), "phone", when=MARRIED, is_sealed=True
        ),
        Question(
            "spouse_agrees", _("Does your spouse agree to this loan?"), "yes_no", when=MARRIED
        ),
        Question(
            "dependants",
            _("How many people live on your income?"),
            "number",
            hint=_("Children, parents and others, without yourself."),
        ),
        Question(
            "home",
            _("How do you live?"),
            "choice",
            choices=(
                ("own", _("in my own house or flat")),
                ("family", _("with family")),
                ("rent", _("for rent")),
            ),
        ),
    ),
)
