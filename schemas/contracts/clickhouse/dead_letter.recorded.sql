CREATE TABLE IF NOT EXISTS {database}.dead_letter_recorded
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `position` Tuple(`topic` String, `partition` Int64, `offset` Int64) COMMENT '位置 · Where it stands in the log',
    `shared_at` DateTime64(3, 'UTC') COMMENT '到达时间 · Record timestamp',
    `key` Nullable(String) COMMENT '键 · Raw key',
    `value` Nullable(String) COMMENT '值 · Raw value',
    `headers` Array(Tuple(`name` String, `value` String)) COMMENT '消息头 · Raw headers',
    `stage` String COMMENT '环节 · judge, router, alerts or loader',
    `code` LowCardinality(String) COMMENT '代码 · UNREADABLE, UNKNOWN_SCHEMA, INVALID or REFUSED',
    `schema_id` Nullable(Int64) COMMENT '模式编号 · Writer schema id',
    `reasons` Array(Tuple(`rule_id` String, `field` String, `value` String, `message_zh` String, `message_en` String, `fix_zh` String, `fix_en` String)) COMMENT '原因 · Why, in both languages'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '死信 · dead_letter.recorded'
