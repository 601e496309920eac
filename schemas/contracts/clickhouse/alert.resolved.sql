CREATE TABLE IF NOT EXISTS {database}.alert_resolved
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `alert_id` UUID COMMENT '预警标识 · `output_id` of the alert that ends',
    `code` LowCardinality(String) COMMENT '代码 · Code of the alert',
    `severity` LowCardinality(String) COMMENT '严重程度 · INFO, WARN, BREACH or CRITICAL',
    `rule_id` LowCardinality(String) COMMENT '规则 · Rule',
    `clause_ref` String COMMENT '条款位置 · Place in the policy',
    `agency` LowCardinality(String) COMMENT '机关 · Agency the alert was about',
    `recipients` Array(String) COMMENT '接收方 · Who is told',
    `subject` String COMMENT '主题 · Business id',
    `reason` String COMMENT '原因 · satisfied, open, paused, waived or reassigned for a duty, superseded for a verdict, withdrawn for both',
    `cause_output_id` UUID COMMENT '起因 · Verdict or obligation behind it',
    `message_zh` String COMMENT '内容 · Message in Chinese',
    `message_en` String COMMENT '英文内容 · Message in English'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '预警解除 · alert.resolved'
