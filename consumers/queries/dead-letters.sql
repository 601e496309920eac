-- name: dead-letters
-- zh: 死信：未能接收的消息、位置与首个原因
-- en: Dead letters: messages that could not be taken, where they stand and why
-- param: code · UNREADABLE、UNKNOWN_SCHEMA、INVALID 或 REFUSED · one of these codes
-- param: state · OPEN 未处理、REPLAYED 已重放、RECOVERED 已恢复或 DISCARDED 已弃置 · one of these
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    toTimeZone(shared_at, 'Asia/Shanghai') AS shared_at,
    kafka_topic,
    kafka_partition,
    kafka_offset,
    state,
    code,
    arrayStringConcat(stages, ', ') AS stages,
    rule_id,
    field,
    value,
    message_zh,
    message_en,
    fix_zh,
    fix_en,
    output_id,
    by,
    why
FROM {database}.v_dead_letters
WHERE (%(code)s = '' OR code = %(code)s) AND (%(state)s = '' OR state = %(state)s)
ORDER BY shared_at, kafka_topic, kafka_partition, kafka_offset
LIMIT %(limit)s
