-- zh: 枢纽时间：日志中最晚的共享时间，即“现在”
-- en: The hub's time: the latest record timestamp in the log, which is its "now"
SELECT max(shared_at) AS hub_time
FROM
(
    SELECT shared_at FROM ({every_fact})
    UNION ALL
    SELECT kafka_time FROM {database}.clock_ticked
    UNION ALL
    SELECT judged_at FROM {database}.obligation_changed
    UNION ALL
    SELECT judged_at FROM {database}.verdict_issued
)
