"""What evaluation refuses."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class NotUnderReview(RuleViolation):
    """The file is not open for evaluation."""

    code = "not_under_review"
    message = _("This file is not in review, so its evaluation cannot be changed.")


class OpinionGiven(RuleViolation):
    """This opinion has been signed in this round."""

    code = "opinion_given"
    message = _("This opinion was signed by %(author)s. A signed opinion is never changed.")


class OneOpinionPerPerson(RuleViolation):
    """The same person signed another opinion on this file."""

    code = "one_opinion_per_person"
    message = _(
        "You signed the opinion on %(kind)s of this file. Each opinion comes from another person."
    )


class CreditConsentMissing(RuleViolation):
    """The applicant has not agreed to the use of the credit report."""

    code = "credit_consent_missing"
    message = _(
        "The applicant has not agreed to the credit query, so income and credit figures"
        " may not be entered. Ask for the consent first."
    )


class NothingToScore(RuleViolation):
    """There is no worksheet to compute the score from."""

    code = "nothing_to_score"
    message = _("Fill in the income and debt worksheet first: the score is computed from it.")


class WorksheetChangedMeanwhile(RuleViolation):
    """Somebody else saved a newer version of the worksheet."""

    code = "worksheet_changed"
    message = _(
        "%(who)s saved version %(version)s meanwhile. Compare your figures with it and save again."
    )


class VisitorsDiffer(RuleViolation):
    """The two visitors are one person."""

    code = "visitors_differ"
    message = _("The two visitors are different people.")


class VisitorOfAnotherBank(RuleViolation):
    """A visitor does not work for the bank of the case."""

    code = "visitor_of_another_bank"
    message = _("Visitors work for the bank of the case and are allowed to visit.")


class TwoVisitorsNeeded(RuleViolation):
    """A visit by one person does not count."""

    code = "two_visitors_needed"
    message = _("A visit is made by two visitors. Enter the second visitor before finishing.")


class NotAVisitor(RuleViolation):
    """The visit is recorded by who was there."""

    code = "not_a_visitor"
    message = _("Only one of the two visitors can record this visit.")


class VisitIncomplete(RuleViolation):
    """The report lacks something."""

    code = "visit_incomplete"
    message = _("Before finishing, add: %(missing)s.")


class VisitBeforeItsDay(RuleViolation):
    """A visit cannot be dated in the future."""

    code = "visit_in_future"
    message = _("The day of the visit lies in the future.")


class PlaceNeedsConsent(RuleViolation):
    """The place may not be stored without the owner's consent."""

    code = "place_needs_consent"
    message = _("The place is stored only when the owner agrees. Tick the consent or remove it.")


class VisitIsClosed(RuleViolation):
    """A finished or cancelled visit is not changed."""

    code = "visit_is_closed"
    message = _("This visit is closed and cannot be changed.")


class MemoIsFrozen(RuleViolation):
    """A memo that was sent to decision is read-only."""

    code = "memo_is_frozen"
    message = _("This memo was sent to decision and is read-only.")


class MemoChangedMeanwhile(RuleViolation):
    """Somebody else saved the memo meanwhile."""

    code = "memo_changed"
    message = _(
        "%(who)s saved the memo meanwhile. Your text is still here: compare and save again."
    )


class ProposalOutside(RuleViolation):
    """The proposal is outside the terms of the product or the wish."""

    code = "proposal_outside"
    message = _("%(what)s: between %(least)s and %(most)s.")


class ProposalNotInSteps(RuleViolation):
    """The amount is no multiple of the product's step."""

    code = "proposal_not_in_steps"
    message = _("The amount is a multiple of %(step)s.")


class MethodNotOffered(RuleViolation):
    """The product does not offer this repayment method."""

    code = "method_not_offered"
    message = _("The product does not offer this repayment method.")


class DeviationNeedsReason(RuleViolation):
    """A proposal above the suggestion needs its reason."""

    code = "deviation_needs_reason"
    message = _("The proposal is above the suggestion of %(suggested)s: write why.")


class EvaluationIncomplete(RuleViolation):
    """Something is missing before the file can go to decision."""

    code = "evaluation_incomplete"
    message = _("Not yet complete: %(missing)s.")


class NoMemo(RuleViolation):
    """There is no memo to send."""

    code = "no_memo"
    message = _("Write the memo first.")


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


class AppealNotOpen(RuleViolation):
    """There is nothing to appeal against, or its time has passed."""

    code = "appeal_not_open"
    message = _("There is no refusal that can be appealed against now.")


class AppealWithoutWords(RuleViolation):
    """The appeal says nothing."""

    code = "appeal_without_words"
    message = _("Write why the decision should change.")


class AppealFilesTooMany(RuleViolation):
    """More files than an appeal may bring."""

    code = "appeal_files_too_many"
    message = _("An appeal may bring at most %(limit)s files. Join pages of one paper in one file.")


class AppealElsewhere(RuleViolation):
    """The person has applied again meanwhile."""

    code = "appeal_elsewhere"
    message = _(
        "You have a newer application, %(number)s, for the same loan."
        " Withdraw it before you appeal."
    )


class AppealTakesPart(RuleViolation):
    """The chosen person had a part in the refusal."""

    code = "appeal_takes_part"
    message = _("An appeal is handled by somebody who had no part in the decision.")
