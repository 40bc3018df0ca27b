"""What committee, decision and contract refuse."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class QuorumTooLarge(RuleViolation):
    """The quorum cannot be met by the members."""

    code = "quorum_too_large"
    message = _(
        "The quorum is between 1 and the number of voting members (%(members)s), not %(quorum)s."
    )


class QuorumMissing(RuleViolation):
    """Too few members are present."""

    code = "quorum_missing"
    message = _("Only %(present)s members are present; voting opens with %(quorum)s.")


class NotReadyForMeeting(RuleViolation):
    """The file cannot be laid before a meeting."""

    code = "not_ready_for_meeting"
    message = _("Case %(number)s is not ready for a meeting or is on the agenda of another one.")


class MeetingClosed(RuleViolation):
    """After closing nothing changes."""

    code = "meeting_closed"
    message = _("The meeting is closed: votes and presence can no longer be changed.")


class VotingNotOpen(RuleViolation):
    """The members do not vote yet."""

    code = "voting_not_open"
    message = _("Voting is not open yet.")


class VotedBefore(RuleViolation):
    """A member votes once on a file."""

    code = "voted_before"
    message = _("You have voted on this file. A vote is not changed.")


class ConflictOfInterest(RuleViolation):
    """A member is too close to the file."""

    code = "conflict_of_interest"
    message = _("You may not vote on this file: %(why)s")


class OverrideNeedsReason(RuleViolation):
    """An approval against the score is explained."""

    code = "override_needs_reason"
    message = _("The score advises against this file: write why it is approved all the same.")


class ReasonsMissing(RuleViolation):
    """A refusal tells its reasons."""

    code = "reasons_missing"
    message = _(
        "Choose the reasons of the refusal from the list: the applicant has a right to them."
    )


class DecidedByCommittee(RuleViolation):
    """The amount or the risk sends the file to the committee."""

    code = "decided_by_committee"
    message = _("This file is decided by the committee (%(rule)s).")


class NotInDecision(RuleViolation):
    """The file does not lie before those who decide."""

    code = "not_in_decision"
    message = _("This file is not waiting for a decision.")


class ApprovedBefore(RuleViolation):
    """An approver signs once."""

    code = "approved_before"
    message = _("You have given your approval. The second one comes from another person.")


class PreparedByYou(RuleViolation):
    """Nobody decides on a file that he or she prepared."""

    code = "prepared_by_you"
    message = _("You prepared this file, so another person decides on it.")


class GuaranteeNotSecured(RuleViolation):
    """The contract needs the guarantee first."""

    code = "guarantee_not_secured"
    message = _("The guarantee is not secured yet: the contract is prepared after that.")


class DecisionExpired(RuleViolation):
    """An approval holds for a limited time."""

    code = "decision_expired"
    message = _("The approval was valid until %(on)s. The file needs a new decision.")


class SignedInOrder(RuleViolation):
    """The borrower signs first, then the bank, then the center."""

    code = "signed_in_order"
    message = _(
        "It is not yet your turn: the borrower signs first, then the bank, then the center."
    )


class NotTheSignedFile(RuleViolation):
    """A paper of the pack is not what was issued."""

    code = "not_the_signed_file"
    message = _("The paper %(paper)s is not the file that was issued. Signing is stopped.")


class CorrectedBefore(RuleViolation):
    """A decision is corrected once; the correction can be corrected again."""

    code = "corrected_before"
    message = _("This decision was corrected. Correct the newest record.")


class CorrectionTooLate(RuleViolation):
    """The contract rests on the decision."""

    code = "correction_too_late"
    message = _("There is a contract on this decision: give the contract up first.")


class OnAnAgenda(RuleViolation):
    """A file that lies before a meeting is not taken back."""

    code = "on_an_agenda"
    message = _("This file is on the agenda of a meeting: close or cancel the meeting first.")


class NoFilesChosen(RuleViolation):
    """A meeting needs something to decide."""

    code = "no_files_chosen"
    message = _("Choose at least one file for the meeting.")


class AlternateNotNeeded(RuleViolation):
    """Alternates vote only in an empty seat."""

    code = "alternate_not_needed"
    message = _("Every seat is taken by a member, so alternates do not vote on this file.")


class CommentMissing(RuleViolation):
    """A vote that is no plain yes says why."""

    code = "comment_missing"
    message = _("Write your reason, or the conditions you ask for.")


class ReasonUnknown(RuleViolation):
    """A reason that the list of the day does not hold."""

    code = "reason_unknown"
    message = _("Choose reasons from the list of today.")


class ChairMissing(RuleViolation):
    """A committee has one chair."""

    code = "chair_missing"
    message = _("Choose exactly one chair.")


class MajorityTooLow(RuleViolation):
    """Approval needs at least half of the votes."""

    code = "majority_too_low"
    message = _("Approval needs at least half and at most all of the votes.")


class TextIncomplete(RuleViolation):
    """An approved text asks for something the case does not hold."""

    code = "text_incomplete"
    message = _("The text %(text)s asks for {%(place)s}, which the case does not give.")


class NoApprovedText(RuleViolation):
    """Only an approved text goes into a contract."""

    code = "no_approved_text"
    message = _("There is no approved text for %(paper)s on this day: it must be published first.")


class CopiesBeforeSignature(RuleViolation):
    """Copies are handed out when all have signed."""

    code = "copies_before_signature"
    message = _("The copies can be confirmed once all parties have signed.")


class AnsweredBefore(RuleViolation):
    """An answer is given once."""

    code = "answered_before"
    message = _("This question was answered. Ask the borrower to ask again if more is unclear.")


class AdviceNotAcknowledged(RuleViolation):
    """The right to independent advice is confirmed before signing."""

    code = "advice_not_acknowledged"
    message = _("Confirm that you know of your right to independent advice before you sign.")


class ScanMissing(RuleViolation):
    """A signature on paper is proven by its scan."""

    code = "scan_missing"
    message = _("A signature on paper needs the scan of the signed page.")
