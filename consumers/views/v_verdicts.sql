-- zh: 判定：现行结论，不含已撤回与被取代的
-- en: Verdicts: conclusions that stand, without those withdrawn or superseded
SELECT
    v.output_id AS output_id,
    v.rule_id AS rule_id,
    v.clause_ref AS clause_ref,
    v.clause AS clause,
    toString(v.agency) AS agency,
    if(a.agency_name = '', agency, a.agency_name) AS agency_name,
    v.creditor AS creditor,
    v.verdict AS verdict,
    v.code AS code,
    v.severity AS severity,
    v.threshold_source AS threshold_source,
    v.param AS param,
    v.subject AS subject,
    v.subject_event_ids AS subject_event_ids,
    v.obligation_id AS obligation_id,
    v.provisional AS provisional,
    v.flags AS flags,
    v.details AS details,
    v.explanation_zh AS explanation_zh,
    v.explanation_en AS explanation_en,
    v.judged_at AS judged_at,
    v.pack AS pack
FROM
(
    SELECT *
    FROM {database}.verdict_issued FINAL
    WHERE NOT withdrawn AND output_id NOT IN (
        SELECT assumeNotNull(supersedes_output_id)
        FROM {database}.verdict_issued FINAL
        WHERE supersedes_output_id IS NOT NULL
    )
    ORDER BY kafka_partition, kafka_offset
    LIMIT 1 BY output_id
) AS v
LEFT JOIN {database}.v_agencies AS a ON a.agency_id = v.agency
