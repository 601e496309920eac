CREATE TABLE IF NOT EXISTS {database}.dead_letter_discarded
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `dead_letter_id` UUID COMMENT '死信标识 · Dead letter that was discarded',
    `position` Tuple(`topic` String, `partition` Int64, `offset` Int64) COMMENT '位置 · Where the message stands in the log',
    `by` String COMMENT '操作人 · Who decided it',
    `reason` String COMMENT '原因 · Why nothing more is to be done'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '死信弃置 · dead_letter.discarded'
