CREATE TABLE IF NOT EXISTS {database}.alert_acknowledged
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `alert_id` UUID COMMENT '预警标识 · `output_id` of the alert',
    `said_by` String COMMENT '何人 · Who acknowledges it',
    `reason` String COMMENT '说明 · What is being done about it'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '确认 · alert.acknowledged'
