-- zh: 信息共享：每项当日共享义务一行，形成、到期、共享时间与结论
-- en: Sharing: one row per same-day duty, with formation, due and shared time and the verdict
SELECT
    o.obligation_id AS obligation_id,
    o.debtor AS agency_id,
    o.debtor_name AS agency_name,
    o.category_rule AS category_rule,
    o.subject AS subject,
    ifNull(o.satisfied_by_event_id, o.trigger_event_id) AS event_id,
    if(e.event_type = '', o.trigger_type, e.event_type) AS event_type,
    o.clock_start AS formed_at,
    o.due_at AS due_at,
    o.satisfied_at AS shared_at,
    o.status AS status,
    o.verdict AS verdict,
    o.late_by_ms AS late_by_ms,
    if(o.satisfied_at IS NULL, NULL,
        dateDiff('millisecond', o.clock_start, assumeNotNull(o.satisfied_at))) AS delay_ms,
    o.clause_ref AS clause_ref,
    o.clause AS clause,
    o.flags AS flags,
    o.provisional AS provisional,
    o.explanation_zh AS explanation_zh,
    o.explanation_en AS explanation_en
FROM
(
    SELECT *, ifNull(satisfied_by_event_id, trigger_event_id) AS shared_event_id
    FROM {database}.v_obligations
    WHERE rule_id = 'GX-11'
) AS o
LEFT ANY JOIN {database}.v_events AS e ON e.event_id = o.shared_event_id
