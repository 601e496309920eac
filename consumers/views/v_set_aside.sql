-- zh: 不计入的位置：重复的与成为死信的消息
-- en: Positions that do not count: duplicates and dead letters
SELECT
    position.topic AS kafka_topic,
    position.partition AS kafka_partition,
    position.offset AS kafka_offset
FROM {database}.event_duplicated FINAL
UNION DISTINCT
SELECT position.topic, position.partition, position.offset
FROM {database}.dead_letter_recorded FINAL
