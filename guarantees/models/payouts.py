"""The database's own refusal: nothing is paid out without a guarantee that binds the fund."""

import pgtrigger

from servicing.models import Disbursement

BINDS_THE_FUND = """
IF NEW.state = 'approved'
   AND (TG_OP = 'INSERT' OR OLD.state IS DISTINCT FROM NEW.state)
   AND NOT EXISTS (
       SELECT 1
       FROM guarantees_guarantee AS promised
       JOIN guarantees_reservation AS held
         ON held.guarantee_id = promised.id AND held.released_on IS NULL
       WHERE promised.loan_id = NEW.loan_id AND promised.state = 'in_force'
   )
THEN
    RAISE EXCEPTION 'loan % has no guarantee in force with reserved capacity', NEW.loan_id
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class GuaranteedDisbursement(Disbursement):
    """A disbursement seen from the guarantee: approved only while the fund is bound for it."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="guarantee_binds_payout",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=BINDS_THE_FUND,
            )
        ]
