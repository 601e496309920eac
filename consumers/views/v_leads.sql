-- zh: 责任追究线索：因义务迟延或逾期而生，仅作记录，既非认定亦非预警
-- en: Accountability leads from late or overdue duties: records, never findings or alerts
WITH known AS
(
    SELECT obligation_id, min(judged_at) AS known_at
    FROM {database}.obligation_changed FINAL
    WHERE status IN ('satisfied_late', 'overdue')
        AND NOT provisional
        AND NOT withdrawn
        AND NOT hasAny(flags, ['HUB_OUTAGE', 'BACKFILL'])
    GROUP BY obligation_id
)
SELECT
    o.obligation_id AS obligation_id,
    o.district AS district,
    o.debtor AS agency_id,
    o.debtor_name AS agency_name,
    multiIf(
        o.rule_id IN ('SW-05', 'YS-05', 'YS-06', 'YS-07', 'YS-09', 'YS-10', 'YS-14'), 'ZJ-02',
        o.rule_id = 'ZJ-04', 'ZJ-04',
        o.rule_id IN (
            'GX-02', 'GX-03', 'GX-04', 'GX-06', 'GX-07', 'GX-08', 'GX-09', 'GX-11',
            'XT-01', 'XT-02', 'XT-09', 'XT-10', 'XT-14', 'YS-16'
        ), 'ZJ-06',
        ''
    ) AS rule,
    multiIf(
        rule = 'ZJ-02', ['分管领导', '有关人员'],
        rule = 'ZJ-04', ['主要领导'],
        ['主要领导', '有关人员']
    ) AS roles,
    toString(o.rule_id) AS from_rule,
    o.status AS status,
    ifNull(o.due_at, o.clock_start) AS since,
    k.known_at AS known_at,
    o.subject AS subject,
    o.trigger_event_id AS trigger_event_id,
    o.satisfied_by_event_id AS satisfied_by_event_id
FROM {database}.v_obligations AS o
INNER JOIN known AS k ON k.obligation_id = o.obligation_id
WHERE rule != ''
    AND o.status IN ('satisfied_late', 'overdue')
    AND NOT o.provisional
    AND NOT hasAny(o.flags, ['HUB_OUTAGE', 'BACKFILL'])
