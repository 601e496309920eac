CREATE TABLE IF NOT EXISTS {database}.referral_received
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `referral_id` String COMMENT '移送编号 · Referral',
    `event_id` UUID COMMENT '事件标识 · The referral as it was sent',
    `from_agency` String COMMENT '移送机关 · Sender',
    `to` LowCardinality(String) COMMENT '接收机关 · Receiver, whose clock starts',
    `received_at` DateTime64(3, 'UTC') COMMENT '收到时间 · Hub receipt, or the paper time that the receiver confirms',
    `completeness` String COMMENT '材料齐全情况 · COMPLETE, or which part of the written set is missing'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '移送收到 · referral.received'
