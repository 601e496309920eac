-- zh: 事件：每个已接收的事件一行，不含重复与死信
-- en: Events: one row per admitted event, without duplicates and dead letters
WITH admitted AS
(
    SELECT f.* REPLACE (ifNull(r.counted_from, f.shared_at) AS shared_at)
    FROM
    (
        SELECT *
        FROM ({every_fact})
        WHERE (kafka_topic, kafka_partition, kafka_offset) NOT IN (
            SELECT kafka_topic, kafka_partition, kafka_offset FROM {database}.v_set_aside
        )
    ) AS f
    LEFT ANY JOIN {database}.v_recovered AS r
        ON r.kafka_topic = f.kafka_topic
        AND r.kafka_partition = f.kafka_partition
        AND r.kafka_offset = f.kafka_offset
)
SELECT
    e.event_id AS event_id,
    e.event_type AS event_type,
    e.agency_id AS agency_id,
    if(a.agency_name = '', e.agency_id, a.agency_name) AS agency_name,
    e.region_code AS region_code,
    e.subject AS subject,
    e.share_category AS share_category,
    e.occurred_at AS occurred_at,
    e.formed_at AS formed_at,
    e.recorded_at AS recorded_at,
    e.shared_at AS shared_at,
    e.supersedes_event_id AS supersedes_event_id,
    c.corrected_by AS corrected_by,
    e.inspection_no AS inspection_no,
    e.violation_id AS violation_id,
    e.complaint_id AS complaint_id,
    e.referral_id AS referral_id,
    e.oral_referral_id AS oral_referral_id,
    e.case_id AS case_id,
    e.request_id AS request_id,
    e.dispute_id AS dispute_id,
    e.kafka_topic AS kafka_topic,
    e.kafka_partition AS kafka_partition,
    e.kafka_offset AS kafka_offset
FROM admitted AS e
LEFT JOIN {database}.v_agencies AS a ON a.agency_id = e.agency_id
LEFT JOIN
(
    SELECT
        assumeNotNull(supersedes_event_id) AS corrected,
        agency_id,
        argMax(toNullable(event_id), (shared_at, kafka_offset)) AS corrected_by
    FROM admitted
    WHERE supersedes_event_id IS NOT NULL
    GROUP BY corrected, agency_id
) AS c ON c.corrected = e.event_id AND c.agency_id = e.agency_id
