CREATE TABLE IF NOT EXISTS {database}.obligation_changed
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `obligation_id` UUID COMMENT '义务标识 · Derived from rule, debtor, trigger',
    `revision` Int64 COMMENT '修订 · 1 when opened, then counted up',
    `rule_id` LowCardinality(String) COMMENT '规则 · Rule',
    `category_rule` Nullable(String) COMMENT '类别规则 · GX-02 to GX-09 for a sharing duty',
    `clause_ref` String COMMENT '条款位置 · Place in the policy',
    `clause` String COMMENT '条款原文 · The policy\'s own words',
    `debtor` LowCardinality(String) COMMENT '义务机关 · Who owes',
    `creditor` Nullable(String) COMMENT '权利机关 · To whom',
    `subject` String COMMENT '主题 · Business id',
    `trigger_event_id` UUID COMMENT '起因事件 · Event that opened it',
    `trigger_type` String COMMENT '起因类型 · Type of that event',
    `clock_start` DateTime64(3, 'UTC') COMMENT '起算时间 · Start of the clock',
    `due_at` Nullable(DateTime64(3, 'UTC')) COMMENT '到期时间 · Last instant still in time',
    `status` LowCardinality(String) COMMENT '状态 · open, satisfied, satisfied_late, overdue, …',
    `verdict` LowCardinality(String) COMMENT '结论 · PENDING, ON_TIME, LATE, OVERDUE, …',
    `satisfied_at` Nullable(DateTime64(3, 'UTC')) COMMENT '履行时间 · Discharge',
    `satisfied_by_event_id` Nullable(UUID) COMMENT '履行事件 · Event that discharged it',
    `late_by_ms` Nullable(Int64) COMMENT '迟延毫秒 · Discharge minus due time, in milliseconds',
    `threshold_source` String COMMENT '界限来源 · clause or local_param',
    `param` Nullable(String) COMMENT '参数 · Local parameter, if any',
    `provisional` Bool COMMENT '暂定 · Rests on an unpublished calendar',
    `precision` String COMMENT '精度 · INSTANT, or DAY for a date without time',
    `reading` Array(String) COMMENT '解读 · Readings it rests on',
    `flags` Array(String) COMMENT '标记 · Flags',
    `explanation_zh` String COMMENT '说明 · How the due time was reached',
    `explanation_en` String COMMENT '英文说明 · The same in English',
    `withdrawn` Bool COMMENT '撤回 · The duty turned out not to exist',
    `pack` Tuple(`rulepack_id` String, `rulepack_version` String, `calendar_version` String, `engine_version` String) COMMENT '依据版本 · Rule pack, calendar and engine'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '义务变化 · obligation.changed'
