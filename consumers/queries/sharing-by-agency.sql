-- name: sharing-by-agency
-- zh: 各机关共享情况：按时、延长后按时、迟延、逾期未共享、待共享，按时率与用时
-- en: Sharing by agency: on time, extended, late, overdue, open, rate, and time taken
-- param: agency · 机关名称或代码的一部分 · part of the agency's name or code
SELECT
    agency_name,
    agency_id,
    count() AS duties,
    countIf(verdict = 'ON_TIME') AS on_time,
    countIf(verdict = 'EXTENDED_ON_TIME') AS extended_on_time,
    countIf(verdict = 'LATE') AS late,
    countIf(verdict = 'EXTENDED_LATE') AS extended_late,
    countIf(verdict = 'OVERDUE') AS overdue,
    countIf(verdict = 'PENDING') AS open,
    if(duties = open, NULL, round(
        (on_time + extended_on_time) / (duties - open) * 100, 1)) AS on_time_percent,
    round(quantileExactIf(0.5)(ifNull(delay_ms, 0) / 60000, delay_ms IS NOT NULL), 1)
        AS median_minutes,
    round(quantileExactIf(0.95)(ifNull(delay_ms, 0) / 60000, delay_ms IS NOT NULL), 1)
        AS p95_minutes
FROM {database}.v_sharing
WHERE %(agency)s = '' OR agency_id = %(agency)s OR position(agency_name, %(agency)s) > 0
GROUP BY agency_name, agency_id
ORDER BY on_time_percent ASC NULLS LAST, duties DESC, agency_name
