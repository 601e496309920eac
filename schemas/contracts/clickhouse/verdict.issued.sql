CREATE TABLE IF NOT EXISTS {database}.verdict_issued
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `output_id` UUID COMMENT '输出标识 · Derived id; the same on every replay',
    `district` LowCardinality(String) COMMENT '区县代码 · 6-digit code of the district: the key',
    `judged_at` DateTime64(3, 'UTC') COMMENT '判定时刻 · Hub time of the conclusion',
    `rule_id` LowCardinality(String) COMMENT '规则 · Rule',
    `clause_ref` String COMMENT '条款位置 · Place in the policy',
    `clause` String COMMENT '条款原文 · The policy\'s own words',
    `agency` LowCardinality(String) COMMENT '机关 · Agency the conclusion is about',
    `creditor` Nullable(String) COMMENT '对方 · To whom it is owed',
    `verdict` LowCardinality(String) COMMENT '结论 · ON_TIME, LATE, VIOLATION, …',
    `code` Nullable(String) COMMENT '代码 · Code of the finding',
    `severity` LowCardinality(String) COMMENT '严重程度 · INFO, WARN, BREACH or CRITICAL',
    `threshold_source` String COMMENT '界限来源 · clause, statute, local_param or analogy',
    `param` Nullable(String) COMMENT '参数 · Local parameter, if any',
    `subject` String COMMENT '主题 · Business id',
    `subject_event_ids` Array(UUID) COMMENT '事件 · Events it rests on, the judged one first',
    `obligation_id` Nullable(UUID) COMMENT '义务 · Its obligation',
    `provisional` Bool COMMENT '暂定 · Rests on an unpublished calendar',
    `flags` Array(String) COMMENT '标记 · Flags',
    `details` Array(Tuple(`name` String, `value` String)) COMMENT '细节 · Details of the rule',
    `explanation_zh` String COMMENT '说明 · Explanation in Chinese',
    `explanation_en` String COMMENT '英文说明 · Explanation in English',
    `supersedes_output_id` Nullable(UUID) COMMENT '取代的判定 · Verdict that this one replaces',
    `withdrawn` Bool COMMENT '撤回 · The earlier conclusion no longer holds',
    `pack` Tuple(`rulepack_id` String, `rulepack_version` String, `calendar_version` String, `engine_version` String) COMMENT '依据版本 · Rule pack, calendar and engine',
    `verdict_id` Nullable(UUID) COMMENT '判定标识 · Derived from rule, question and subject: the same when it is superseded',
    `previous_verdict` Nullable(String) COMMENT '原结论 · Conclusion that this one replaces, if any; or withdrawn',
    `rejudged` Bool COMMENT '复判 · Of a settled scope, judged again by another registry, calendar, pack or engine: nobody is alerted'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '判定 · verdict.issued'
