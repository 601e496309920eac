-- name: duplicates
-- zh: 重复：再次收到的事件与首次回执
-- en: Duplicates: events that came again, and the receipt that stands
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    agency_name,
    event_type,
    event_id,
    kafka_topic,
    kafka_partition,
    kafka_offset,
    first_offset,
    toTimeZone(first_shared_at, 'Asia/Shanghai') AS first_shared_at,
    toTimeZone(judged_at, 'Asia/Shanghai') AS came_again_at
FROM {database}.v_duplicates
ORDER BY came_again_at, kafka_topic, kafka_offset
LIMIT %(limit)s
