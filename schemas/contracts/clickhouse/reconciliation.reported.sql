CREATE TABLE IF NOT EXISTS {database}.reconciliation_reported
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `agency_id` LowCardinality(String) COMMENT '机关 · Agency whose source was counted',
    `source` LowCardinality(String) COMMENT '来源系统 · Source that was counted',
    `period` String COMMENT '期间 · Day that was counted: YYYY-MM-DD',
    `manifest_count` Nullable(Int64) COMMENT '清单条数 · Events by the manifest; null without one',
    `received_count` Int64 COMMENT '收到条数 · Events that the hub received',
    `missing_seq` Array(String) COMMENT '缺失序号 · Numbers of the source that never came',
    `missing_doc_no` Array(String) COMMENT '缺失文号 · Document numbers that never came'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '对账结果 · reconciliation.reported'
