-- zh: 机关：最近一次登记
-- en: Agencies: the latest registration of each
SELECT
    registered_agency_id AS agency_id,
    agency_name,
    kind,
    agency_region_code AS region_code,
    parent_agency_id,
    active_from,
    kafka_time AS shared_at
FROM {database}.agency_registered FINAL
WHERE (kafka_topic, kafka_partition, kafka_offset) NOT IN (
    SELECT kafka_topic, kafka_partition, kafka_offset FROM {database}.v_set_aside
)
ORDER BY kafka_time DESC, kafka_offset DESC
LIMIT 1 BY agency_id
