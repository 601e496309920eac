CREATE TABLE IF NOT EXISTS {database}.event_rejected
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `event_id` UUID COMMENT '事件标识 · Refused event',
    `event_type` LowCardinality(String) COMMENT '事件类型 · Its type',
    `agency` LowCardinality(String) COMMENT '发布机关 · Its publisher',
    `position` Tuple(`topic` String, `partition` Int64, `offset` Int64) COMMENT '位置 · Where it stands in the log',
    `reasons` Array(Tuple(`rule_id` String, `field` String, `value` String, `message_zh` String, `message_en` String, `fix_zh` String, `fix_en` String)) COMMENT '原因 · All reasons at once',
    `attempted_at` Nullable(DateTime64(3, 'UTC')) COMMENT '尝试时间 · When it reached the hub: its record timestamp'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '拒收 · event.rejected'
