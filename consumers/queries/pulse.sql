-- name: pulse
-- zh: 脉动：最近 1 分钟、15 分钟、1 天的事件速率、共享用时，以及当前逾期数
-- en: Pulse: event rate and time to share over the last minute, 15 minutes and day; overdue now
-- param: agency · 机关名称或代码的一部分 · part of the agency's name or code
-- param: by = agency · 分组：agency、family 或 category · grouped by agency, family or category
WITH
    (SELECT hub_time FROM {database}.v_hub_time) AS now,
    toStartOfMinute(now) - toIntervalMinute(minutes) AS since
SELECT
    multiIf(%(by)s = 'family', if(family = '', '无 · none', family), %(by)s = 'category', category,
        agency_name = '', agency_id, agency_name) AS of,
    minutes AS window_minutes,
    sumIf(arrived, minute >= since) AS events,
    round(events / (dateDiff('millisecond', since, now) / 60000), 2) AS events_a_minute,
    sumIf(duplicated, minute >= since) AS copies,
    sumIf(refused, minute >= since) AS refusals,
    sumIf(shared, minute >= since) AS shared_duties,
    sumIf(shared_late, minute >= since) AS late_duties,
    if(shared_duties > 0,
        round(sumIf(delay_ms, minute >= since) / shared_duties / 60000, 1), NULL) AS mean_minutes,
    round(maxIf(longest_delay_ms, minute >= since) / 60000, 1) AS longest_minutes,
    sum(overdue_change) AS overdue_now
FROM {database}.v_pulse
ARRAY JOIN [1, 15, 1440] AS minutes
WHERE %(agency)s = '' OR agency_id = %(agency)s OR position(agency_name, %(agency)s) > 0
GROUP BY of, minutes
HAVING events + copies + refusals + shared_duties + late_duties + overdue_now != 0
ORDER BY window_minutes, overdue_now DESC, events DESC, of
