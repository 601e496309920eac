-- zh: 重复：再次收到的事件，以首次回执为准
-- en: Duplicates: events that came again; the first receipt stands
SELECT
    d.event_id AS event_id,
    toString(d.event_type) AS event_type,
    toString(d.agency) AS agency_id,
    if(a.agency_name = '', agency_id, a.agency_name) AS agency_name,
    d.position.topic AS kafka_topic,
    d.position.partition AS kafka_partition,
    d.position.offset AS kafka_offset,
    d.first_position.topic AS first_topic,
    d.first_position.partition AS first_partition,
    d.first_position.offset AS first_offset,
    d.first_shared_at AS first_shared_at,
    d.judged_at AS judged_at
FROM
(
    SELECT *
    FROM {database}.event_duplicated FINAL
    ORDER BY kafka_partition, kafka_offset
    LIMIT 1 BY output_id
) AS d
LEFT JOIN {database}.v_agencies AS a ON a.agency_id = d.agency
