-- name: data-quality
-- zh: 数据质量：哪个机关的数据有什么问题，怎样改正
-- en: Data quality: what is wrong with whose data, and how to mend it
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    agency_name,
    event_type,
    rule_id,
    grade,
    field,
    any(message_zh) AS message_zh,
    any(message_en) AS message_en,
    any(fix_zh) AS fix_zh,
    count() AS events,
    any(event_id) AS such_as,
    max(toTimeZone(shared_at, 'Asia/Shanghai')) AS latest
FROM {database}.v_data_quality
GROUP BY agency_name, event_type, rule_id, grade, field
ORDER BY events DESC, agency_name, event_type, rule_id, field
LIMIT %(limit)s
