-- zh: 义务：每项义务的最新状态，不含已撤回的
-- en: Obligations: today's state of each, without those withdrawn
WITH current AS
(
    SELECT *
    FROM {database}.obligation_changed FINAL
    ORDER BY revision DESC, kafka_offset DESC
    LIMIT 1 BY obligation_id
)
SELECT
    o.obligation_id AS obligation_id,
    o.revision AS revision,
    o.rule_id AS rule_id,
    o.category_rule AS category_rule,
    o.clause_ref AS clause_ref,
    o.clause AS clause,
    o.district AS district,
    toString(o.debtor) AS debtor,
    if(d.agency_name = '', debtor, d.agency_name) AS debtor_name,
    o.creditor AS creditor,
    if(c.agency_name = '', o.creditor, c.agency_name) AS creditor_name,
    o.subject AS subject,
    o.trigger_event_id AS trigger_event_id,
    o.trigger_type AS trigger_type,
    o.clock_start AS clock_start,
    o.due_at AS due_at,
    o.status AS status,
    o.verdict AS verdict,
    o.satisfied_at AS satisfied_at,
    o.satisfied_by_event_id AS satisfied_by_event_id,
    o.late_by_ms AS late_by_ms,
    o.threshold_source AS threshold_source,
    o.param AS param,
    o.provisional AS provisional,
    o.precision AS precision,
    o.reading AS reading,
    o.flags AS flags,
    o.explanation_zh AS explanation_zh,
    o.explanation_en AS explanation_en,
    o.judged_at AS judged_at
FROM (SELECT *, ifNull(creditor, '') AS creditor_or_none FROM current WHERE NOT withdrawn) AS o
LEFT JOIN {database}.v_agencies AS d ON d.agency_id = o.debtor
LEFT JOIN {database}.v_agencies AS c ON c.agency_id = o.creditor_or_none
