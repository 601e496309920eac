-- name: verdict-history
-- zh: 一项结论的全部版本
-- en: Everything that was concluded on a question
-- param: id · 输出编号或其开头 · the id of an output, or how it begins
-- param: rule · 规则编号，如 YS-16 · id of a rule, such as YS-16
-- param: agency · 机关名称或代码的一部分 · part of the agency's name or code
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    toString(v.output_id) AS id,
    ifNull(toString(v.supersedes_output_id), '') AS supersedes,
    v.rule_id AS rule,
    v.clause_ref AS clause_ref,
    v.clause AS clause,
    toString(v.agency) AS agency_id,
    if(d.agency_name = '', agency_id, d.agency_name) AS agency_name,
    v.subject AS subject,
    toTimeZone(v.judged_at, 'Asia/Shanghai') AS judged_at,
    v.verdict AS verdict,
    v.code AS code,
    v.severity AS severity,
    v.threshold_source AS threshold_source,
    v.param AS param,
    arrayMap(e -> toString(e), v.subject_event_ids) AS events,
    ifNull(toString(v.obligation_id), '') AS obligation_id,
    v.flags AS flags,
    v.withdrawn AS withdrawn,
    v.explanation_zh AS explanation_zh,
    v.explanation_en AS explanation_en
FROM
(
    SELECT *
    FROM {database}.verdict_issued FINAL
    ORDER BY kafka_offset ASC
    LIMIT 1 BY output_id
) AS v
LEFT JOIN {database}.v_agencies AS d ON d.agency_id = v.agency
WHERE startsWith(toString(v.output_id), %(id)s)
    AND (%(rule)s = '' OR v.rule_id = %(rule)s)
    AND (%(agency)s = '' OR v.agency = %(agency)s OR position(d.agency_name, %(agency)s) > 0)
ORDER BY judged_at, id
LIMIT %(limit)s
