-- name: verdicts-by-rule
-- zh: 各规则结论数量
-- en: Conclusions by rule
SELECT
    rule_id,
    verdict,
    code,
    severity,
    count() AS verdicts,
    uniqExact(agency) AS agencies,
    any(clause_ref) AS clause_ref,
    any(clause) AS clause
FROM {database}.v_verdicts
GROUP BY rule_id, verdict, code, severity
ORDER BY rule_id, verdicts DESC, verdict
