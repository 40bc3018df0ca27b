"""Steps about the business and its jobs."""

from django.utils.translation import gettext_lazy as _

from applications.rules.questions import Question, Step

HAS_BUSINESS = (
    "entity_type",
    ("self_employed", "sole_firm", "partnership", "company", "cooperative"),
)
TRADES = (
    ("farming", _("farming, forestry, animals, fishing")),
    ("making", _("making things, crafts")),
    ("building", _("building and repair of houses")),
    ("trade", _("shop and wholesale")),
    ("online_trade", _("online shop")),
    ("food", _("restaurant and food")),
    ("transport", _("transport and delivery")),
    ("lodging", _("guest house and tourism")),
    ("service", _("services for households, care, hairdressing")),
    ("repair", _("repair of vehicles and machines")),
    ("technology", _("software and technology")),
    ("education", _("education, culture, sport")),
    ("other", _("something else")),
)

BUSINESS = Step(
    "business",
    _("Your business"),
    _("The loan is for this business, so the licence and the place must fit it."),
    (
        Question(
            "entity_type",
            _("What kind of business is it?"),
            "choice",
            choices=(
                ("self_employed", _("self-employed with licence")),
                ("sole_firm", _("sole firm")),
                ("partnership", _("partnership")),
                ("company", _("company")),
                ("cooperative", _("farmers' cooperative")),
                ("online_merchant", _("online merchant without licence")),
                ("none", _("not registered yet")),
            ),
        ),
        Question(
            "credit_code",
            _("Unified social credit code"),
            "credit_code",
            hint=_("18 characters, on the licence."),
            when=HAS_BUSINESS,
        ),
        Question(
            "business_name", _("Name of the business"), hint=_("As on the licence, or as planned.")
        ),
        Question("founded_on", _("Date of the licence"), "date", when=HAS_BUSINESS),
        Question("trade", _("What do you do?"), "choice", choices=TRADES),
        Question("business_township", _("In which township is it?"), "choice", source="townships"),
        Question("business_address", _("Address of the business")),
        Question(
            "plan",
            _("Tell us about it in a few sentences"),
            "long_text",
            hint=_("What you sell, to whom, and what is special. Plain words are fine."),
        ),
    ),
)
JOBS = Step(
    "jobs",
    _("Jobs you create"),
    _("The program exists to create work. The numbers also decide how much can be lent."),
    (
        Question(
            "staff_now",
            _("How many people work for you now?"),
            "number",
            hint=_("Without yourself. 0 if nobody."),
        ),
        Question(
            "new_hires",
            _("How many of them did you hire in the last 12 months?"),
            "number",
            hint=_("With a contract of at least one year."),
        ),
        Question(
            "jobs_planned",
            _("How many more people will you hire with the loan?"),
            "number",
            may_be_unknown=True,
        ),
    ),
)
