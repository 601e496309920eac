-- zh: 不计入的位置：重复的与成为死信的消息；仅装载环节未能存入的，存入后即计入
-- en: Positions that do not count: duplicates and dead letters, save what only the loader set aside
SELECT
    position.topic AS kafka_topic,
    position.partition AS kafka_partition,
    position.offset AS kafka_offset
FROM {database}.event_duplicated FINAL
UNION DISTINCT
SELECT position.topic, position.partition, position.offset
FROM {database}.dead_letter_recorded FINAL
WHERE stage != 'loader'
