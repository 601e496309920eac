-- zh: 迟延共享：未在当日（或延长期内）共享的信息，机关、迟延时长与条款
-- en: Late sharing: facts not shared on the day they were due, with agency, delay and clause
SELECT
    s.agency_id AS agency_id,
    s.agency_name AS agency_name,
    s.category_rule AS category_rule,
    s.event_type AS event_type,
    s.subject AS subject,
    s.event_id AS event_id,
    s.formed_at AS formed_at,
    s.due_at AS due_at,
    s.shared_at AS shared_at,
    s.verdict AS verdict,
    l.delay_ms AS delay_ms,
    l.delay_zh AS delay_zh,
    l.delay_en AS delay_en,
    s.clause_ref AS clause_ref,
    s.clause AS clause,
    s.flags AS flags,
    s.obligation_id AS obligation_id
FROM {database}.v_sharing AS s
INNER JOIN {database}.v_late AS l ON l.obligation_id = s.obligation_id
