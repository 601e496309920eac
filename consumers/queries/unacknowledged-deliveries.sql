-- name: unacknowledged-deliveries
-- zh: 未确认的送达：哪个机关尚未确认收到什么，依据条款、何时起、已过多久
-- en: Deliveries that their receiver has not acknowledged: what, by which clause, since when
-- param: agency · 机关名称或代码的一部分 · part of the receiver's name or code
-- param: rule · 规则编号，如 YS-05 · id of a rule, such as YS-05
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    agency_name,
    agency_id,
    event_type,
    subject,
    from_name,
    reason_rule,
    reason_clause,
    toTimeZone(assigned_at, 'Asia/Shanghai') AS since,
    round(dateDiff('millisecond', assigned_at, hub_time) / 3600000, 1) AS age_hours,
    event_id,
    output_id
FROM {database}.v_deliveries
CROSS JOIN {database}.v_hub_time
WHERE acknowledged_at IS NULL
    AND (%(agency)s = '' OR agency_id = %(agency)s OR position(agency_name, %(agency)s) > 0)
    AND (%(rule)s = '' OR reason_rule = %(rule)s)
ORDER BY since, agency_name, subject, output_id
LIMIT %(limit)s
