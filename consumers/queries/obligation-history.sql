-- name: obligation-history
-- zh: 一项义务的全部变更
-- en: Everything that was said of an obligation
-- param: id · 编号或其开头 · its id, or how it begins
-- param: rule · 规则编号，如 YS-16 · id of a rule, such as YS-16
-- param: agency · 义务机关名称或代码的一部分 · part of the debtor's name or code
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    toString(o.obligation_id) AS id,
    o.revision AS revision,
    o.rule_id AS rule,
    o.clause_ref AS clause_ref,
    o.clause AS clause,
    if(d.agency_name = '', toString(o.debtor), d.agency_name) AS debtor,
    o.subject AS subject,
    o.trigger_type AS trigger_type,
    toString(o.trigger_event_id) AS trigger_event_id,
    toTimeZone(o.clock_start, 'Asia/Shanghai') AS clock_start,
    toTimeZone(o.judged_at, 'Asia/Shanghai') AS judged_at,
    toTimeZone(o.due_at, 'Asia/Shanghai') AS due_at,
    o.status AS status,
    o.verdict AS verdict,
    toTimeZone(o.satisfied_at, 'Asia/Shanghai') AS satisfied_at,
    ifNull(toString(o.satisfied_by_event_id), '') AS satisfied_by,
    ifNull(toString(o.waived_by), '') AS waived_by,
    ifNull(toString(o.reassigned_by), '') AS reassigned_by,
    length(o.extensions) AS extensions,
    o.late_by_ms AS late_by_ms,
    o.threshold_source AS threshold_source,
    o.param AS param,
    o.flags AS flags,
    o.withdrawn AS withdrawn,
    o.explanation_zh AS explanation_zh,
    o.explanation_en AS explanation_en
FROM
(
    SELECT *
    FROM {database}.obligation_changed FINAL
    ORDER BY kafka_offset ASC
    LIMIT 1 BY output_id
) AS o
LEFT JOIN {database}.v_agencies AS d ON d.agency_id = o.debtor
WHERE startsWith(toString(o.obligation_id), %(id)s)
    AND (%(rule)s = '' OR o.rule_id = %(rule)s)
    AND (%(agency)s = '' OR o.debtor = %(agency)s OR position(d.agency_name, %(agency)s) > 0)
ORDER BY id, revision, o.kafka_offset
LIMIT %(limit)s
