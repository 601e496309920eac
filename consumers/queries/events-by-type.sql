-- name: events-by-type
-- zh: 各类事件数量：已接收、更正、机关数与时间范围
-- en: Events by type: admitted, corrections, agencies, and from when to when
SELECT
    event_type,
    count() AS events,
    countIf(supersedes_event_id IS NOT NULL) AS corrections,
    uniqExact(agency_id) AS agencies,
    toTimeZone(min(shared_at), 'Asia/Shanghai') AS first_shared_at,
    toTimeZone(max(shared_at), 'Asia/Shanghai') AS last_shared_at
FROM {database}.v_events
GROUP BY event_type
ORDER BY events DESC, event_type
