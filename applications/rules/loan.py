"""Steps about the loan, what can be repaid, the security and the bank."""

from django.utils.translation import gettext_lazy as _

from applications.rules.questions import Question, Step

USES = (
    ("opening", _("opening costs: rent, fitting out")),
    ("equipment", _("equipment and machines")),
    ("stock", _("goods and raw material")),
    ("wages", _("wages and running costs")),
    ("expansion", _("a larger or second place")),
)
DEBT_KINDS = (
    ("housing", _("housing loan")),
    ("car", _("car loan")),
    ("student", _("student loan")),
    ("poverty_relief", _("poverty-relief loan")),
    ("consumption", _("consumption loan or credit card")),
    ("business", _("business loan")),
    ("private", _("private loan")),
)
# Loans the rules allow beside this one without a limit (财金〔2023〕75号; consumption has a limit).
PERMITTED_DEBTS = frozenset({"housing", "car", "student", "poverty_relief"})


WISH = Step(
    "wish",
    _("The loan you want"),
    _("Bank and center look at what you need and what you can repay."),
    (
        Question("amount", _("Amount in yuan"), "money"),
        Question("term_months", _("For how many months?"), "number"),
        Question("repayment_method", _("How do you want to repay?"), "choice", source="methods"),
        Question("use_of_funds", _("What is the money for?"), "choice", choices=USES),
        Question(
            "use_details",
            _("What exactly will you pay with it?"),
            "long_text",
            hint=_(
                "Not allowed: shares and other securities, other people's or older loans,"
                " private spending."
            ),
        ),
        Question(
            "own_funds",
            _("How much do you bring yourself?"),
            "money",
            is_required=False,
            hint=_("In yuan."),
        ),
    ),
)
INCOME = Step(
    "income",
    _("Income and debts"),
    _("We compute whether the instalments fit your income, so that you are not over-burdened."),
    (
        Question(
            "turnover",
            _("Turnover of the business in a month"),
            "money",
            hint=_("An estimate is enough, in yuan."),
            may_be_unknown=True,
        ),
        Question(
            "costs",
            _("Costs of the business in a month"),
            "money",
            hint=_("Goods, rent, wages."),
            may_be_unknown=True,
        ),
        Question(
            "other_income",
            _("Other income of the household in a month"),
            "money",
            is_required=False,
        ),
        Question("living_costs", _("What does the household spend in a month?"), "money"),
        Question(
            "loans_before",
            _("How many start-up guarantee loans did you have before?"),
            "number",
            hint=_("0 if this is the first."),
        ),
        Question(
            "has_arrears",
            _("Is any loan of you or your spouse overdue now?"),
            "yes_no",
            may_be_unknown=True,
            hint=_("We ask because the bank must check it. Telling it now saves a refusal later."),
        ),
        Question("has_debts", _("Do you or your spouse have other loans?"), "yes_no"),
        Question("debts", _("Which loans?"), "debts", when=("has_debts", ("yes",))),
    ),
)
GUARANTEE = Step(
    "guarantee",
    _("Security"),
    _("The center guarantees your loan to the bank. It asks for a security from you in turn."),
    (
        Question("guarantee_mode", _("What can you offer?"), "choice", source="modes"),
        Question(
            "surety_name", _("Name of the surety"), "person", when=("guarantee_mode", ("surety",))
        ),
        Question(
            "surety_id_number",
            _("ID number of the surety"),
            "id_number",
            is_sealed=True,
            when=("guarantee_mode", ("surety",)),
        ),
        Question(
            "surety_phone",
            _("Mobile phone of the surety"),
            "phone",
            is_sealed=True,
            when=("guarantee_mode", ("surety",)),
        ),
        Question(
            "surety_employer",
            _("Where does the surety work?"),
            when=("guarantee_mode", ("surety",)),
        ),
        Question(
            "surety_income",
            _("Income of the surety in a year"),
            "money",
            may_be_unknown=True,
            when=("guarantee_mode", ("surety",)),
        ),
        Question(
            "security_item",
            _("What do you offer?"),
            hint=_("For example: flat, 86 m², Renmin Road 5, or a savings certificate."),
            when=("guarantee_mode", ("mortgage", "pledge")),
        ),
        Question(
            "security_owner",
            _("Who owns it?"),
            "person",
            when=("guarantee_mode", ("mortgage", "pledge")),
        ),
        Question(
            "security_value",
            _("What is it worth?"),
            "money",
            hint=_("An estimate is enough, in yuan."),
            may_be_unknown=True,
            when=("guarantee_mode", ("mortgage", "pledge")),
        ),
        Question(
            "exempt_ground",
            _("Why should you be exempt?"),
            "long_text",
            hint=_("For example: honoured as model worker, credit village, small amount."),
            when=("guarantee_mode", ("exempt",)),
        ),
    ),
)
BANK = Step(
    "bank",
    _("Your bank"),
    _("Only the bank you choose sees your application. The rate limits are the same for all."),
    (
        Question("bank", _("Which bank should handle your loan?"), "choice", source="banks"),
        Question(
            "contact_time",
            _("When may the bank call you?"),
            "choice",
            choices=(
                ("any", _("any time in working hours")),
                ("morning", _("in the morning")),
                ("afternoon", _("in the afternoon")),
            ),
        ),
    ),
)
