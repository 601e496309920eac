-- name: late-sharing
-- zh: 迟延共享：未在当日（或延长期内）共享的信息
-- en: Late sharing: facts that were not shared on the day they were due
-- param: agency · 机关名称或代码的一部分 · part of the agency's name or code
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    agency_name,
    agency_id,
    category_rule,
    event_type,
    subject,
    toTimeZone(formed_at, 'Asia/Shanghai') AS formed_at,
    toTimeZone(assumeNotNull(due_at), 'Asia/Shanghai') AS due_at,
    toTimeZone(shared_at, 'Asia/Shanghai') AS shared_at,
    verdict,
    delay_zh AS delay,
    delay_en,
    delay_ms,
    clause_ref,
    clause,
    event_id
FROM {database}.v_late_sharing
WHERE %(agency)s = '' OR agency_id = %(agency)s OR position(agency_name, %(agency)s) > 0
ORDER BY delay_ms DESC, agency_name, subject
LIMIT %(limit)s
