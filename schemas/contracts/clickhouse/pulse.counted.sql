CREATE TABLE IF NOT EXISTS {database}.pulse_counted
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `page` Tuple(`topic` String, `partition` Int64, `offset` Int64) COMMENT '页 · Topic, partition and first offset of the page',
    `through_offset` Int64 COMMENT '计至 · Offset of the last message counted',
    `cells` Array(Tuple(`minute` DateTime64(3, 'UTC'), `agency` String, `family` String, `category` String, `arrived` Int64, `unreadable` Int64, `duplicated` Int64, `refused` Int64, `shared` Int64, `shared_late` Int64, `delay_ms` Int64, `longest_delay_ms` Int64, `overdue` Int64)) COMMENT '计数 · Counts by minute and agency'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '脉动 · pulse.counted'
