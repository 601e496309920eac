-- zh: 脉动：每分钟、各机关、各事件族和共享类别的到达、共享用时与逾期增减（枢纽时间）
-- en: Pulse: by minute of hub time, agency, family and share category: arrivals, time to share, overdue
SELECT
    c.minute AS minute,
    c.agency AS agency_id,
    ifNull(a.agency_name, '') AS agency_name,
    c.family AS family,
    c.category AS category,
    sum(c.arrived) AS arrived,
    sum(c.unreadable) AS unreadable,
    sum(c.duplicated) AS duplicated,
    sum(c.refused) AS refused,
    sum(c.shared) AS shared,
    sum(c.shared_late) AS shared_late,
    sum(c.delay_ms) AS delay_ms,
    max(c.longest_delay_ms) AS longest_delay_ms,
    sum(c.overdue) AS overdue_change
FROM
(
    SELECT argMax(cells, through_offset) AS counted
    FROM {database}.pulse_counted FINAL
    GROUP BY page, district
) AS p
ARRAY JOIN p.counted AS c
LEFT ANY JOIN {database}.v_agencies AS a ON a.agency_id = c.agency
GROUP BY minute, agency_id, agency_name, family, category
