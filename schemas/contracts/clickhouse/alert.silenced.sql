CREATE TABLE IF NOT EXISTS {database}.alert_silenced
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `silence_id` UUID COMMENT '静默标识 · The silence, the same when it changes',
    `agency` Nullable(String) COMMENT '机关 · Only of this agency',
    `rule_id` Nullable(String) COMMENT '规则 · Only of this rule',
    `code` Nullable(String) COMMENT '代码 · Only of this code',
    `severity` Nullable(String) COMMENT '严重程度 · Only of this one',
    `alert_id` Nullable(UUID) COMMENT '预警标识 · Only this alert',
    `silenced_from` DateTime64(3, 'UTC') COMMENT '起 · Its beginning',
    `silenced_until` DateTime64(3, 'UTC') COMMENT '止 · Its end, not included',
    `said_by` String COMMENT '何人 · Who silenced them',
    `reason` String COMMENT '理由 · Why'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '静默 · alert.silenced'
