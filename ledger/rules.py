"""The rules of the journal that the database itself enforces, as bodies of trigger functions.

`check_violation` reaches Django as an IntegrityError.
"""

NEVER_EMPTIED = """
    RAISE EXCEPTION 'ledger: % is never emptied', TG_TABLE_NAME USING ERRCODE = 'check_violation';
"""

ENTRY_IN_OPEN_PERIOD = """
    PERFORM 1 FROM ledger_period period
    WHERE id = NEW.period_id
      AND closed_at IS NULL
      AND month = date_trunc('month', NEW.effective_on)::date
      AND NEW.sequence BETWEEN 1 AND last_sequence
      AND NOT EXISTS (SELECT 1 FROM ledger_period later
                      WHERE later.month > period.month AND later.closed_at IS NOT NULL)
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger: entry % does not belong to an open month', NEW.number
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

LINE_BELONGS_TO_ENTRY = """
    PERFORM 1 FROM ledger_journalentry
    WHERE id = NEW.entry_id
      AND effective_on = NEW.effective_on
      AND NEW.position BETWEEN 1 AND line_count;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger: line %/% does not belong to its entry', NEW.entry_id, NEW.position
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# Lines of an entry as announced by its head: as many, balanced, memorandum apart, of one bank.
ENTRY_PROVES = """
    PERFORM 1
    FROM ledger_journalline line JOIN ledger_account account ON account.id = line.account_id
    WHERE line.entry_id = NEW.id
    HAVING count(*) = NEW.line_count
       AND sum(line.amount) = 0
       AND sum(line.amount) FILTER (WHERE line.amount > 0) = NEW.turnover
       AND coalesce(sum(line.amount) FILTER (WHERE account.kind = 'memo'), 0) = 0
       AND coalesce(bool_and(account.bank_id IS NOT DISTINCT FROM NEW.bank_id)
                    FILTER (WHERE account.bank_id IS NOT NULL), true);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger: entry % does not balance', NEW.number
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""

REVERSAL_NEGATES = """
    PERFORM 1 FROM ledger_journalentry original
    WHERE original.id = NEW.reverses_id
      AND original.reverses_id IS NULL
      AND original.effective_on <= NEW.effective_on
      AND original.bank_id IS NOT DISTINCT FROM NEW.bank_id
      AND original.line_count = NEW.line_count
      AND NOT EXISTS (
          SELECT 1 FROM ledger_journalline line
          LEFT JOIN ledger_journalline negated
            ON negated.entry_id = NEW.id
           AND negated.position = line.position
           AND negated.account_id = line.account_id
           AND negated.amount = -line.amount
          WHERE line.entry_id = original.id AND negated.id IS NULL);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger: entry % is not the exact reversal', NEW.number
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""

# Proofs: queries that find nothing while the books are in order; each row names what is wrong.
# They look at entries after `since`, a key, and at what those touch; since zero is all.

UNBALANCED_ENTRIES = """
    SELECT entry.number
    FROM ledger_journalentry entry
    LEFT JOIN ledger_journalline line ON line.entry_id = entry.id
    LEFT JOIN ledger_account account ON account.id = line.account_id
    WHERE entry.id > %(since)s
    GROUP BY entry.id
    HAVING count(line.id) <> entry.line_count
        OR coalesce(sum(line.amount), 0) <> 0
        OR coalesce(sum(line.amount) FILTER (WHERE line.amount > 0), 0) <> entry.turnover
        OR coalesce(sum(line.amount) FILTER (WHERE account.kind = 'memo'), 0) <> 0
    ORDER BY entry.number
"""

ENTRIES_OF_TWO_BANKS = """
    SELECT DISTINCT entry.number
    FROM ledger_journalline line
    JOIN ledger_journalentry entry ON entry.id = line.entry_id
    JOIN ledger_account account ON account.id = line.account_id
    WHERE account.bank_id IS NOT NULL AND account.bank_id IS DISTINCT FROM entry.bank_id
      AND entry.id > %(since)s
    ORDER BY entry.number
"""

MONTHS_WITH_GAPS = """
    SELECT to_char(period.month, 'YYYY-MM')
    FROM ledger_period period LEFT JOIN ledger_journalentry entry ON entry.period_id = period.id
    WHERE %(since)s = 0 OR period.id IN (
        SELECT period_id FROM ledger_journalentry WHERE id > %(since)s)
    GROUP BY period.id
    HAVING count(entry.id) <> period.last_sequence
        OR coalesce(max(entry.sequence), 0) <> period.last_sequence
    ORDER BY period.month
"""

MISDATED_ENTRIES = """
    SELECT DISTINCT entry.number
    FROM ledger_journalentry entry
    JOIN ledger_period period ON period.id = entry.period_id
    JOIN ledger_journalline line ON line.entry_id = entry.id
    WHERE entry.id > %(since)s
      AND (line.effective_on <> entry.effective_on
           OR period.month <> date_trunc('month', entry.effective_on)::date)
    ORDER BY entry.number
"""

INEXACT_REVERSALS = """
    SELECT reversal.number
    FROM ledger_journalentry reversal
    JOIN ledger_journalentry original ON original.id = reversal.reverses_id
    WHERE reversal.id > %(since)s AND (original.reverses_id IS NOT NULL
       OR original.effective_on > reversal.effective_on
       OR original.line_count <> reversal.line_count
       OR EXISTS (
          SELECT 1 FROM ledger_journalline line
          LEFT JOIN ledger_journalline negated
            ON negated.entry_id = reversal.id
           AND negated.position = line.position
           AND negated.account_id = line.account_id
           AND negated.amount = -line.amount
          WHERE line.entry_id = original.id AND negated.id IS NULL))
    ORDER BY reversal.number
"""

# Each snapshot is the one before it plus what was posted between them.
WRONG_SNAPSHOTS = """
    WITH snapshot AS (
        SELECT account_id, taken_on, balance,
               coalesce(lag(taken_on) OVER earlier, '-infinity') AS previous_on,
               coalesce(lag(balance) OVER earlier, 0) AS previous_balance
        FROM ledger_balancesnapshot
        WINDOW earlier AS (PARTITION BY account_id ORDER BY taken_on)
    )
    SELECT account.address || ' ' || snapshot.taken_on
    FROM snapshot
    JOIN ledger_account account ON account.id = snapshot.account_id
    LEFT JOIN ledger_journalline line
      ON line.account_id = snapshot.account_id
     AND line.effective_on > snapshot.previous_on
     AND line.effective_on <= snapshot.taken_on
    WHERE snapshot.taken_on >= coalesce((
        SELECT min(effective_on) FROM ledger_journalentry WHERE id > %(since)s), '-infinity')
    GROUP BY account.address, snapshot.taken_on, snapshot.balance, snapshot.previous_balance
    HAVING snapshot.balance <> snapshot.previous_balance + coalesce(sum(line.amount), 0)
    ORDER BY 1
"""

# The next number of a month, unless it or a later month is closed; the row stays locked.
NEXT_SEQUENCE = """
    INSERT INTO ledger_period (month, last_sequence)
    SELECT %(month)s, 1
    WHERE NOT EXISTS (SELECT 1 FROM ledger_period
                      WHERE month >= %(month)s AND closed_at IS NOT NULL)
    ON CONFLICT (month) DO UPDATE SET last_sequence = ledger_period.last_sequence + 1
    WHERE ledger_period.closed_at IS NULL
    RETURNING id, last_sequence
"""

# Waits for running postings to end and lets none begin until this transaction ends.
POSTINGS_HELD = "LOCK TABLE ledger_period IN SHARE ROW EXCLUSIVE MODE"
