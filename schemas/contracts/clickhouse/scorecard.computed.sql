CREATE TABLE IF NOT EXISTS {database}.scorecard_computed
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `scorecard_id` String COMMENT '记分卡编号 · Scorecard, as assessments name it',
    `agency_id` LowCardinality(String) COMMENT '机关 · Agency it is about',
    `year` Int64 COMMENT '年度 · Calendar year',
    `month` Nullable(Int64) COMMENT '月份 · Month of a monthly one; null: the year',
    `scores` Array(Tuple(`rule_id` String, `side` String, `opened` Int64, `on_time` Int64, `late` Int64, `overdue` Int64, `rate` Nullable(Decimal(18, 2)), `median_delay_ms` Nullable(Int64))) COMMENT '各项得分 · Counts and rates by rule and side'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '记分卡 · scorecard.computed'
