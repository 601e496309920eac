CREATE TABLE IF NOT EXISTS {database}.joint_action_responded
(
    `kafka_topic` LowCardinality(String) COMMENT '主题 · Topic',
    `kafka_partition` Int32 COMMENT '分区 · Partition',
    `kafka_offset` Int64 COMMENT '偏移量 · Offset',
    `kafka_time` DateTime64(3, 'UTC') COMMENT '共享时间 · Record timestamp: the shared time',
    `event_id` UUID COMMENT '事件标识 · Unique with the publisher',
    `source` LowCardinality(String) COMMENT '来源系统 · urn:xzzf:<district>:<credit code>:<system>, one per source system',
    `event_type` LowCardinality(String) COMMENT '事件类型 · cn.xzzf.<type>.v<n>',
    `occurred_at` DateTime64(3, 'UTC') COMMENT '发生时间 · When the act happened',
    `recorded_at` DateTime64(3, 'UTC') COMMENT '记录时间 · When it was recorded',
    `formed_at` Nullable(DateTime64(3, 'UTC')) COMMENT '形成时间 · When the fact was formed; starts the day',
    `formed_at_basis` Nullable(String) COMMENT '形成时间依据 · What the formation time rests on',
    `subject` String COMMENT '主题 · Business id: case, referral, licence …',
    `source_seq` String COMMENT '来源序号 · Contiguous number within the source',
    `correlation_id` Nullable(String) COMMENT '关联标识 · Correlation',
    `causation_id` Nullable(String) COMMENT '起因标识 · What caused it',
    `share_category` LowCardinality(String) COMMENT '共享类别 · G1 to G8, or NONE',
    `not_shared_reason` Nullable(String) COMMENT '不共享原因 · Why a shareable fact is marked NONE',
    `agency_id` LowCardinality(String) COMMENT '发布机关 · Publishing agency, credit code',
    `region_code` LowCardinality(String) COMMENT '区划代码 · District, township or village',
    `classification` LowCardinality(String) COMMENT '数据分级 · Privacy class',
    `sharing_restriction` Tuple(`legal_basis` Nullable(String), `level` Nullable(String), `excluded_agencies` Array(String)) COMMENT '共享限制 · Restriction with its legal basis',
    `recorded_by` Nullable(String) COMMENT '记录人 · Person or post token',
    `on_behalf_of` Nullable(String) COMMENT '代报机关 · Body that is not connected itself',
    `backfill_batch` Nullable(String) COMMENT '补录批次 · Set by imports after go-live',
    `supersedes_event_id` Nullable(UUID) COMMENT '更正的事件 · The event that this one corrects',
    `date_only` Array(String) COMMENT '仅有日期的时间字段 · Time fields known to the day only; they hold the last instant of that day',
    `inspection_no` Nullable(String) COMMENT '检查编号 · Inspection',
    `violation_id` Nullable(String) COMMENT '违法行为编号 · Violation',
    `complaint_id` Nullable(String) COMMENT '投诉编号 · Complaint',
    `referral_id` Nullable(String) COMMENT '移送编号 · Referral',
    `oral_referral_id` Nullable(String) COMMENT '口头移交编号 · Oral transfer that this completes',
    `case_id` Nullable(String) COMMENT '案件编号 · Case',
    `request_id` String COMMENT '协助请求编号 · Request it answers',
    `dispute_id` Nullable(String) COMMENT '争议编号 · Dispute',
    `decision` String COMMENT '配合答复 · Agreed or refused',
    `reason` Nullable(String) COMMENT '理由 · Why it is refused',
    `paper_received_at` Nullable(DateTime64(3, 'UTC')) COMMENT '纸质收到时间 · When the request came in on paper; stated by the receiver it counts for both'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(kafka_time, 'UTC')
ORDER BY (kafka_topic, kafka_partition, kafka_offset)
COMMENT '协助配合答复 · joint.action_responded'
