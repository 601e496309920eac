-- name: late
-- zh: 谁迟了：机关、事项、到期时间、迟延时长、条款
-- en: Who is late: agency, what, due since when, how long, by which clause
-- param: agency · 机关名称或代码的一部分 · part of the agency's name or code
-- param: rule · 规则编号，如 GX-11 · id of a rule, such as GX-11
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    debtor_name AS who,
    debtor AS agency_id,
    rule_id AS rule,
    concat(trigger_type, ' ', subject) AS what,
    toTimeZone(assumeNotNull(due_at), 'Asia/Shanghai') AS since,
    toTimeZone(satisfied_at, 'Asia/Shanghai') AS done_at,
    if(still_owed, '逾期未履行', '迟延履行') AS state,
    verdict,
    delay_zh AS how_long,
    delay_en AS how_long_en,
    delay_ms,
    clause_ref,
    clause,
    flags
FROM {database}.v_late
WHERE (%(agency)s = '' OR debtor = %(agency)s OR position(debtor_name, %(agency)s) > 0)
    AND (%(rule)s = '' OR rule_id = %(rule)s)
ORDER BY delay_ms DESC, who, what
LIMIT %(limit)s
