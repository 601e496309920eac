-- zh: 数据质量：已接收事件上的标注，每条一行（F 标记，W 提示）
-- en: Data quality: what was noted of admitted events, one row a note (F flagged, W noted)
SELECT
    toString(n.agency) AS agency_id,
    if(a.agency_name = '', agency_id, a.agency_name) AS agency_name,
    toString(n.event_type) AS event_type,
    n.event_id AS event_id,
    note.rule_id AS rule_id,
    note.grade AS grade,
    note.field AS field,
    note.value AS value,
    note.message_zh AS message_zh,
    note.message_en AS message_en,
    note.fix_zh AS fix_zh,
    note.fix_en AS fix_en,
    n.judged_at AS shared_at,
    n.position.topic AS kafka_topic,
    n.position.partition AS kafka_partition,
    n.position.offset AS kafka_offset
FROM
(
    SELECT *
    FROM {database}.event_noted FINAL
    ORDER BY kafka_partition, kafka_offset
    LIMIT 1 BY output_id
) AS n
ARRAY JOIN n.notes AS note
LEFT JOIN {database}.v_agencies AS a ON a.agency_id = n.agency
