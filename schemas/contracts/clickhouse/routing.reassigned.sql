CREATE TABLE IF NOT EXISTS {database}.routing_reassigned
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `to` LowCardinality(String) COMMENT '送达机关 · Receiving agency',
    `event_id` UUID COMMENT '事件标识 · Delivered event',
    `event_type` LowCardinality(String) COMMENT '事件类型 · Its type',
    `from_agency` String COMMENT '发布机关 · Its publisher',
    `subject` String COMMENT '主题 · Business id',
    `shared_at` DateTime64(3, 'UTC') COMMENT '共享时间 · When the hub received it',
    `position` Tuple(`topic` String, `partition` Int64, `offset` Int64) COMMENT '位置 · Where it stands in the log',
    `reason_rule` String COMMENT '依据规则 · Rule that names the receiver',
    `reason_clause` String COMMENT '依据条款 · The policy\'s own words',
    `value` String COMMENT '原文 · The event itself, in the Confluent frame',
    `reassigned_from` String COMMENT '原承办机关 · Agency that held the matter before',
    `cause_event_id` UUID COMMENT '起因事件 · The designation, agreement or change of the agency'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '改派 · routing.reassigned'
