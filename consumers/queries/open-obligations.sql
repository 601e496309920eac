-- name: open-obligations
-- zh: 未了义务：待履行、已逾期或暂停
-- en: Open obligations: still owed, overdue or paused
-- param: agency · 机关名称或代码的一部分 · part of the agency's name or code
-- param: rule · 规则编号，如 YS-16 · id of a rule, such as YS-16
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    debtor_name AS debtor,
    creditor_name AS creditor,
    rule_id AS rule,
    trigger_type,
    subject,
    toTimeZone(clock_start, 'Asia/Shanghai') AS clock_start,
    toTimeZone(due_at, 'Asia/Shanghai') AS due_at,
    status,
    clause_ref,
    clause,
    explanation_zh
FROM {database}.v_open_obligations
WHERE (%(agency)s = '' OR v_open_obligations.debtor = %(agency)s
    OR position(debtor_name, %(agency)s) > 0)
    AND (%(rule)s = '' OR rule_id = %(rule)s)
ORDER BY due_at ASC NULLS LAST, debtor, subject
LIMIT %(limit)s
