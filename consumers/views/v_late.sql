-- zh: 迟延：一切已迟履行或逾期未履行的义务，依据条款与迟延时长
-- en: Late: every duty discharged late or overdue, with its clause and the delay
SELECT
    *,
    satisfied_at IS NULL AS still_owed,
    dateDiff('millisecond', assumeNotNull(due_at), ifNull(satisfied_at, hub_time)) AS delay_ms,
    intDiv(delay_ms, 1000) AS delay_s,
    concat(
        if(delay_s >= 86400, concat(toString(intDiv(delay_s, 86400)), '天'), ''),
        if(delay_s >= 3600, concat(toString(intDiv(delay_s, 3600) % 24), '小时'), ''),
        if(delay_s >= 60, concat(toString(intDiv(delay_s, 60) % 60), '分'), ''),
        if(delay_s < 60, concat(toString(delay_ms / 1000), '秒'), '')
    ) AS delay_zh,
    concat(
        if(delay_s >= 86400, concat(toString(intDiv(delay_s, 86400)), ' d '), ''),
        if(delay_s >= 3600, concat(toString(intDiv(delay_s, 3600) % 24), ' h '), ''),
        if(delay_s >= 60, concat(toString(intDiv(delay_s, 60) % 60), ' min'), ''),
        if(delay_s < 60, concat(toString(delay_ms / 1000), ' s'), '')
    ) AS delay_en
FROM {database}.v_obligations
CROSS JOIN {database}.v_hub_time
WHERE verdict IN ('LATE', 'EXTENDED_LATE', 'OVERDUE') AND due_at IS NOT NULL
