-- zh: 案件移送：每次有效移送一行，时限、答复与是否移送有误
-- en: Referrals: one row per admitted referral, with its due times, the answer and misdirection
WITH
    set_aside AS
    (
        SELECT kafka_topic, kafka_partition, kafka_offset FROM {database}.v_set_aside
    ),
    duties AS
    (
        SELECT
            rule_id,
            trigger_event_id,
            satisfied_by_event_id,
            judged_at,
            tuple(due_at, CAST(status, 'Nullable(String)'), CAST(verdict, 'Nullable(String)'))
                AS state
        FROM {database}.v_obligations
        WHERE rule_id IN ('YS-05', 'YS-06', 'YS-16')
    ),
    recovered AS
    (
        SELECT kafka_topic, kafka_partition, kafka_offset, counted_from FROM {database}.v_recovered
    ),
    sent AS
    (
        SELECT e.*, ifNull(r.counted_from, e.kafka_time) AS shared_at
        FROM
        (
            SELECT *
            FROM {database}.referral_sent FINAL
            WHERE (kafka_topic, kafka_partition, kafka_offset) NOT IN (set_aside)
        ) AS e
        LEFT ANY JOIN recovered AS r
            ON r.kafka_topic = e.kafka_topic
            AND r.kafka_partition = e.kafka_partition
            AND r.kafka_offset = e.kafka_offset
    ),
    replied AS
    (
        SELECT e.*, ifNull(r.counted_from, e.kafka_time) AS shared_at
        FROM
        (
            SELECT *
            FROM {database}.referral_acceptance_replied FINAL
            WHERE (kafka_topic, kafka_partition, kafka_offset) NOT IN (set_aside)
        ) AS e
        LEFT ANY JOIN recovered AS r
            ON r.kafka_topic = e.kafka_topic
            AND r.kafka_partition = e.kafka_partition
            AND r.kafka_offset = e.kafka_offset
    ),
    violations AS
    (
        SELECT violation_id, event_id, discovered_at, kafka_time, kafka_offset
        FROM {database}.violation_discovered FINAL
        WHERE (kafka_topic, kafka_partition, kafka_offset) NOT IN (set_aside)
    ),
    found AS
    (
        SELECT
            violation_id,
            argMax(toNullable(discovered_at), (kafka_time, kafka_offset)) AS discovered_at
        FROM violations
        GROUP BY violation_id
    ),
    of_violation AS
    (
        SELECT
            v.violation_id AS violation_id,
            argMaxIf(d.state, d.judged_at, d.rule_id = 'YS-05') AS ys05,
            argMaxIf(d.state, d.judged_at, d.rule_id = 'YS-06') AS ys06
        FROM duties AS d
        INNER JOIN violations AS v ON v.event_id = d.trigger_event_id
        GROUP BY violation_id
    ),
    discharged AS
    (
        SELECT
            assumeNotNull(satisfied_by_event_id) AS event_id,
            argMaxIf(state, judged_at, rule_id = 'YS-05') AS ys05,
            argMaxIf(state, judged_at, rule_id = 'YS-06') AS ys06
        FROM duties
        WHERE satisfied_by_event_id IS NOT NULL
        GROUP BY event_id
    ),
    to_answer AS
    (
        SELECT trigger_event_id AS event_id, argMax(state, judged_at) AS ys16
        FROM duties
        WHERE rule_id = 'YS-16'
        GROUP BY event_id
    ),
    answered AS
    (
        SELECT
            referral_id,
            argMax(toNullable(decision), (shared_at, kafka_offset)) AS decision,
            argMax(toNullable(replied_at), (shared_at, kafka_offset)) AS replied_at,
            toNullable(max(shared_at)) AS reply_shared_at
        FROM replied
        GROUP BY referral_id
    ),
    misdirected AS
    (
        SELECT
            arrayJoin(subject_event_ids) AS event_id,
            true AS misdirected,
            any(arrayFirst(d -> d.name = 'competent', details).value) AS competent_agency_id
        FROM {database}.v_verdicts
        WHERE rule_id = 'YS-05' AND code = 'REFERRAL_MISDIRECTED'
        GROUP BY event_id
    )
SELECT
    s.referral_id AS referral_id,
    s.referral_doc_no AS referral_doc_no,
    s.from_agency_id AS from_agency_id,
    if(fa.agency_name = '', from_agency_id, fa.agency_name) AS from_name,
    s.to_agency_id AS to_agency_id,
    if(ta.agency_name = '', to_agency_id, ta.agency_name) AS to_name,
    s.item_code AS item_code,
    s.violation_id AS violation_id,
    f.discovered_at AS discovered_at,
    s.sent_at AS sent_at,
    s.shared_at AS shared_at,
    if(dd.ys05.3 IS NULL, ov.ys05.1, dd.ys05.1) AS ys05_due_at,
    ifNull(dd.ys05.3, ov.ys05.3) AS ys05_verdict,
    if(dd.ys06.3 IS NULL, ov.ys06.1, dd.ys06.1) AS ys06_due_at,
    ifNull(dd.ys06.3, ov.ys06.3) AS ys06_verdict,
    ta16.ys16.1 AS ys16_due_at,
    ta16.ys16.2 AS ys16_status,
    ta16.ys16.3 AS ys16_verdict,
    an.decision AS decision,
    an.replied_at AS replied_at,
    an.reply_shared_at AS reply_shared_at,
    m.misdirected AS misdirected,
    nullIf(m.competent_agency_id, '') AS competent_agency_id,
    if(competent_agency_id IS NULL OR ca.agency_name = '', competent_agency_id,
        ca.agency_name) AS competent_name,
    s.event_id AS event_id
FROM (SELECT *, ifNull(violation_id, '') AS violation_or_none FROM sent) AS s
LEFT JOIN found AS f ON f.violation_id = s.violation_or_none
LEFT JOIN of_violation AS ov ON ov.violation_id = s.violation_or_none
LEFT JOIN discharged AS dd ON dd.event_id = s.event_id
LEFT JOIN to_answer AS ta16 ON ta16.event_id = s.event_id
LEFT JOIN answered AS an ON an.referral_id = s.referral_id
LEFT JOIN misdirected AS m ON m.event_id = s.event_id
LEFT JOIN {database}.v_agencies AS fa ON fa.agency_id = s.from_agency_id
LEFT JOIN {database}.v_agencies AS ta ON ta.agency_id = s.to_agency_id
LEFT JOIN {database}.v_agencies AS ca ON ca.agency_id = m.competent_agency_id
