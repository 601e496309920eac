-- zh: 恢复的死信：重新接收的位置，与应计的首次到达时间
-- en: Recovered dead letters: where the message was taken, and the first arrival, which counts
SELECT
    position.topic AS kafka_topic,
    position.partition AS kafka_partition,
    position.offset AS kafka_offset,
    toNullable(first_shared_at) AS counted_from
FROM {database}.dead_letter_recovered FINAL
WHERE stage = 'judge'
LIMIT 1 BY kafka_topic, kafka_partition, kafka_offset
