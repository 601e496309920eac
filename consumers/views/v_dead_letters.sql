-- zh: 死信：未能接收的消息，每个位置一行，附首个原因与处理状态
-- en: Dead letters: one row per position, with the first reason and what became of it
SELECT
    output_id,
    first.position.topic AS kafka_topic,
    first.position.partition AS kafka_partition,
    first.position.offset AS kafka_offset,
    first.shared_at AS shared_at,
    first.code AS code,
    stages,
    first.schema_id AS schema_id,
    first.reasons[1].rule_id AS rule_id,
    first.reasons[1].field AS field,
    first.reasons[1].value AS value,
    first.reasons[1].message_zh AS message_zh,
    first.reasons[1].message_en AS message_en,
    first.reasons[1].fix_zh AS fix_zh,
    first.reasons[1].fix_en AS fix_en,
    length(first.reasons) AS reason_count,
    if(s.last.1 = '', 'OPEN', s.last.1) AS state,
    s.last.2 AS by,
    s.last.3 AS why,
    s.last.4 AS state_at,
    l.copy_of AS copy_of
FROM
(
    SELECT
        output_id,
        any(toUUIDOrNull(arrayFirst(h -> h.name = 'hutong_dead_letter', headers).value)) AS copy_of,
        arraySort(groupUniqArray(stage)) AS stages,
        argMin(
            CAST(
                tuple(position, shared_at, toString(code), schema_id, reasons),
                'Tuple(
                    position Tuple(topic String, partition Int64, offset Int64),
                    shared_at DateTime64(3, \'UTC\'),
                    code String,
                    schema_id Nullable(Int64),
                    reasons Array(Tuple(rule_id String, field String, value String,
                        message_zh String, message_en String, fix_zh String, fix_en String))
                )'
            ),
            (kafka_time, kafka_partition, kafka_offset)
        ) AS first
    FROM {database}.dead_letter_recorded FINAL
    GROUP BY output_id
) AS l
LEFT JOIN
(
    SELECT
        dead_letter_id,
        argMax(
            tuple(state, by, why, toNullable(kafka_time)),
            (state = 'RECOVERED', kafka_partition, kafka_offset)
        ) AS last
    FROM
    (
        SELECT dead_letter_id, 'REPLAYED' AS state, CAST(by, 'Nullable(String)') AS by,
            reason AS why, kafka_time, kafka_partition, kafka_offset
        FROM {database}.dead_letter_replayed FINAL
        UNION ALL
        SELECT dead_letter_id, 'DISCARDED', by, CAST(reason, 'Nullable(String)'),
            kafka_time, kafka_partition, kafka_offset
        FROM {database}.dead_letter_discarded FINAL
        UNION ALL
        SELECT dead_letter_id, 'RECOVERED', NULL, NULL,
            kafka_time, kafka_partition, kafka_offset
        FROM {database}.dead_letter_recovered FINAL
    )
    GROUP BY dead_letter_id
) AS s ON s.dead_letter_id = l.output_id
