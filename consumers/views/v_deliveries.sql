-- zh: 送达：每次送达一行，依据条款，以及接收机关何时确认收到
-- en: Deliveries: one row each, with the clause and when the receiver acknowledged it
WITH
    set_aside AS
    (
        SELECT kafka_topic, kafka_partition, kafka_offset FROM {database}.v_set_aside
    ),
    given AS
    (
        SELECT
            output_id, to, event_id, event_type, from_agency, subject, shared_at, reason_rule,
            reason_clause, judged_at, '' AS reassigned_from, kafka_partition, kafka_offset
        FROM {database}.routing_assigned FINAL
        UNION ALL
        SELECT
            output_id, to, event_id, event_type, from_agency, subject, shared_at, reason_rule,
            reason_clause, judged_at, reassigned_from, kafka_partition, kafka_offset
        FROM {database}.routing_reassigned FINAL
    ),
    deliveries AS
    (
        SELECT
            * REPLACE (toString(to) AS to),
            toString(event_id) AS named_event
        FROM given
        ORDER BY kafka_partition, kafka_offset
        LIMIT 1 BY output_id
    ),
    every_receipt AS
    (
        SELECT
            r.event_id AS event_id,
            toString(r.agency_id) AS publisher,
            ifNull(r.on_behalf_of, publisher) AS by,
            r.acknowledged_event_id AS acknowledged_event_id,
            r.subject AS subject,
            r.supersedes_event_id AS supersedes_event_id,
            ifNull(c.counted_from, r.kafka_time) AS shared_at
        FROM
        (
            SELECT *
            FROM {database}.receipt_acknowledged FINAL
            WHERE (kafka_topic, kafka_partition, kafka_offset) NOT IN (set_aside)
        ) AS r
        LEFT ANY JOIN {database}.v_recovered AS c
            ON c.kafka_topic = r.kafka_topic
            AND c.kafka_partition = r.kafka_partition
            AND c.kafka_offset = r.kafka_offset
    ),
    receipts AS
    (
        SELECT *
        FROM every_receipt
        WHERE (publisher, event_id) NOT IN (
            SELECT publisher, assumeNotNull(supersedes_event_id)
            FROM every_receipt
            WHERE supersedes_event_id IS NOT NULL
        )
    ),
    by_event AS
    (
        SELECT
            by,
            assumeNotNull(acknowledged_event_id) AS named_event,
            toNullable(min(shared_at)) AS acknowledged_at
        FROM receipts
        WHERE acknowledged_event_id IS NOT NULL
        GROUP BY by, named_event
    ),
    by_subject AS
    (
        SELECT d.output_id AS output_id, toNullable(min(r.shared_at)) AS acknowledged_at
        FROM deliveries AS d
        INNER JOIN (SELECT * FROM receipts WHERE acknowledged_event_id IS NULL) AS r
            ON r.by = d.to AND r.subject = d.subject
        WHERE r.shared_at >= d.shared_at
        GROUP BY output_id
    )
SELECT
    d.output_id AS output_id,
    d.to AS agency_id,
    if(ta.agency_name = '', agency_id, ta.agency_name) AS agency_name,
    d.event_type AS event_type,
    d.event_id AS event_id,
    d.subject AS subject,
    d.from_agency AS from_agency_id,
    if(fa.agency_name = '', from_agency_id, fa.agency_name) AS from_name,
    d.reason_rule AS reason_rule,
    d.reason_clause AS reason_clause,
    nullIf(d.reassigned_from, '') AS reassigned_from,
    d.shared_at AS shared_at,
    d.judged_at AS assigned_at,
    arrayMin(arrayFilter(a -> a IS NOT NULL, [e.acknowledged_at, s.acknowledged_at]))
        AS acknowledged_at
FROM deliveries AS d
LEFT JOIN by_event AS e ON e.by = d.to AND e.named_event = d.named_event
LEFT JOIN by_subject AS s ON s.output_id = d.output_id
LEFT JOIN {database}.v_agencies AS ta ON ta.agency_id = d.to
LEFT JOIN {database}.v_agencies AS fa ON fa.agency_id = d.from_agency
