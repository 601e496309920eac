-- zh: 机关：最近一次登记
-- en: Agencies: the latest registration of each
SELECT
    registered_agency_id AS agency_id,
    agency_name,
    kind,
    agency_region_code AS region_code,
    parent_agency_id,
    active_from,
    ifNull(r.counted_from, kafka_time) AS shared_at
FROM
(
    SELECT *
    FROM {database}.agency_registered FINAL
    WHERE (kafka_topic, kafka_partition, kafka_offset) NOT IN (
        SELECT kafka_topic, kafka_partition, kafka_offset FROM {database}.v_set_aside
    )
) AS a
LEFT ANY JOIN {database}.v_recovered AS r
    ON r.kafka_topic = a.kafka_topic
    AND r.kafka_partition = a.kafka_partition
    AND r.kafka_offset = a.kafka_offset
ORDER BY shared_at DESC, a.kafka_offset DESC
LIMIT 1 BY agency_id
