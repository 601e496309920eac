-- zh: 死信：未能接收的消息，每个位置一行，附首个原因与处理状态
-- en: Dead letters: one row per position, with the first reason and what became of it
WITH
    letters AS
    (
        SELECT
            output_id,
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
            ) AS first,
            any((position.topic, sipHash128(ifNull(value, '')))) AS content,
            any(toUUIDOrNull(arrayFirst(h -> h.name = 'hutong_dead_letter', headers).value))
                AS named
        FROM {database}.dead_letter_recorded FINAL
        GROUP BY output_id
    ),
    said AS
    (
        SELECT
            dead_letter_id,
            argMax(
                tuple(state, by, why, toNullable(kafka_time)), (kafka_partition, kafka_offset)
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
        )
        GROUP BY dead_letter_id
    ),
    taken AS
    (
        SELECT dead_letter_id, toNullable(min(kafka_time)) AS at
        FROM {database}.dead_letter_recovered FINAL
        GROUP BY dead_letter_id
    ),
    copies AS
    (
        SELECT c.output_id AS output_id, toNullable(f.output_id) AS copy_of
        FROM letters AS c
        INNER JOIN letters AS f ON f.output_id = assumeNotNull(c.named) AND f.content = c.content
        WHERE c.named IS NOT NULL AND f.output_id != c.output_id
    ),
    copied AS
    (
        SELECT DISTINCT assumeNotNull(copy_of) AS dead_letter_id, 'REPLAYED' AS state FROM copies
    )
SELECT
    l.output_id AS output_id,
    l.first.position.topic AS kafka_topic,
    l.first.position.partition AS kafka_partition,
    l.first.position.offset AS kafka_offset,
    l.first.shared_at AS shared_at,
    l.first.code AS code,
    l.stages AS stages,
    l.first.schema_id AS schema_id,
    l.first.reasons[1].rule_id AS rule_id,
    l.first.reasons[1].field AS field,
    l.first.reasons[1].value AS value,
    l.first.reasons[1].message_zh AS message_zh,
    l.first.reasons[1].message_en AS message_en,
    l.first.reasons[1].fix_zh AS fix_zh,
    l.first.reasons[1].fix_en AS fix_en,
    length(l.first.reasons) AS reason_count,
    multiIf(t.at IS NOT NULL, 'RECOVERED', s.last.1 != '', s.last.1, d.state != '', d.state, 'OPEN')
        AS state,
    s.last.2 AS by,
    s.last.3 AS why,
    ifNull(t.at, s.last.4) AS state_at,
    c.copy_of AS copy_of
FROM letters AS l
LEFT JOIN copies AS c ON c.output_id = l.output_id
LEFT JOIN said AS s ON s.dead_letter_id = l.output_id
LEFT JOIN copied AS d ON d.dead_letter_id = l.output_id
LEFT JOIN taken AS t ON t.dead_letter_id = ifNull(c.copy_of, l.output_id)
