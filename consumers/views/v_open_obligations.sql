-- zh: 未了义务：待履行、已逾期或暂停的义务
-- en: Open obligations: still owed, overdue or paused
SELECT
    rule_id,
    category_rule,
    debtor,
    debtor_name,
    creditor,
    creditor_name,
    subject,
    clock_start,
    due_at,
    status,
    verdict,
    clause_ref,
    clause,
    flags,
    trigger_type,
    trigger_event_id,
    explanation_zh,
    explanation_en,
    obligation_id
FROM {database}.v_obligations
WHERE status IN ('open', 'overdue', 'paused')
