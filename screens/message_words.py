"""Words of what goes out and runs by itself: messages, outside lines, jobs, subsidy lists."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from screens.words import State

MESSAGE_WORDS: dict[str, dict[str, State]] = {
    "text_language": {
        "zh": State(_("In Chinese"), "neutral"),
        "en": State(_("In English"), "neutral"),
    },
    "day_part": {
        "morning": State(_("in the morning"), "neutral"),
        "afternoon": State(_("in the afternoon"), "neutral"),
        "evening": State(_("in the evening"), "neutral"),
    },
    "message_part": {
        "programme": State(_("name of the program"), "neutral"),
        "name": State(_("name of the borrower"), "neutral"),
        "loan_tail": State(_("end of the loan number"), "neutral"),
        "instalment": State(_("number of the instalment"), "neutral"),
        "due_on": State(_("due date"), "neutral"),
        "amount": State(_("whole amount"), "neutral"),
        "principal": State(_("principal in it"), "neutral"),
        "interest": State(_("interest in it"), "neutral"),
        "penalty": State(_("penalty in it"), "neutral"),
        "ways": State(_("ways to pay"), "neutral"),
        "account_tail": State(_("end of the account number"), "neutral"),
        "phone": State(_("phone for questions"), "neutral"),
        "link": State(_("link to the guide"), "neutral"),
    },
    "line_mode": {
        "live": State(_("In use"), "success", _("Calls go to the real other side.")),
        "simulation": State(_("Simulation"), "info", _("Nothing leaves the machine.")),
        "fail": State(_("Fails on purpose"), "danger", _("It says no to everything: a drill.")),
        "down": State(_("Silent on purpose"), "danger", _("It never answers: a drill.")),
        "off": State(_("Off"), "quiet", _("Nothing is asked and nothing is sent.")),
    },
    "line_call": {
        "ok": State(_("Answered"), "success"),
        "refused": State(pgettext_lazy("call", "Refused"), "danger"),
        "down": State(_("No answer"), "warning"),
    },
    "job": {
        "day_end": State(_("Day-end"), "neutral", _("Closes every business date in order.")),
        "reminders": State(_("Reminders"), "neutral", _("Queues the reminders of the morning.")),
        "send_messages": State(_("Sending messages"), "neutral"),
        "guarantees": State(_("Watch over guarantees"), "neutral"),
        "business_date": State(_("Turning the business date"), "neutral"),
        "repayment_files": State(_("Working off repayment files"), "neutral"),
        "reports": State(_("Making reports"), "neutral"),
        "report_weekly": State(_("Weekly report"), "neutral"),
        "report_monthly": State(_("Monthly report"), "neutral"),
        "standing_proofs": State(_("Standing proofs"), "neutral"),
    },
    "job_count": {
        "sent": State(_("sent"), "neutral"),
        "delivered": State(_("arrived"), "neutral"),
        "unknown": State(_("not known yet"), "neutral"),
        "failed": State(_("failed"), "neutral"),
        "queued": State(_("to be tried again"), "neutral"),
        "days": State(_("days looked at"), "neutral"),
        "on": State(_("date"), "neutral"),
        "reminders": State(_("reminders"), "neutral"),
        "reports": State(_("reports"), "neutral"),
        "files": State(_("files"), "neutral"),
    },
    "job_outcome": {
        "running": State(_("Running"), "progress"),
        "done": State(_("Done"), "success"),
        "failed": State(_("Failed"), "danger"),
    },
    "reminder": {
        "to_send": State(_("Not queued yet"), "neutral"),
        "queued": State(_("Waiting"), "info"),
        "sent": State(_("Sent"), "success"),
        "delivered": State(_("Delivered"), "success"),
        "read": State(_("Read"), "success"),
        "failed": State(_("Not delivered"), "danger"),
        "cancelled": State(_("Taken back"), "quiet"),
    },
    "notice": {
        "queued": State(_("Waiting to be sent"), "info", _("It will be sent on its day.")),
        "sent": State(_("Sent"), "success"),
        "delivered": State(_("Delivered"), "success", _("The gateway says that it arrived.")),
        "read": State(_("Read"), "success", _("The recipient has opened it.")),
        "failed": State(
            _("Not delivered"), "danger", _("It was tried on this way for the last time.")
        ),
        "cancelled": State(_("Taken back"), "quiet", _("Its reason had gone before it was sent.")),
    },
    "channel": {
        "sms": State(_("SMS"), "neutral"),
        "email": State(_("E-mail"), "neutral"),
        "page": State(_("On the page"), "neutral"),
    },
    "subsidy": {
        "drafted": State(_("Drafted"), "neutral"),
        "submitted": State(_("Waits for the bank"), "info"),
        "confirmed": State(_("Confirmed by the bank"), "info"),
        "approved": State(_("Waits for the leader"), "warning"),
        "released": State(_("Released for payment"), "success"),
    },
}
