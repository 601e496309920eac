-- name: lead-digest
-- zh: 责任追究线索月报：按机关、规则、月份，附条数、责任角色、最早最晚时间与证据事件
-- en: Accountability leads by agency, rule and month: count, roles, oldest, newest, evidence
-- param: month · 月份，如 2026-11，空为全部 · month, such as 2026-11; empty for all
-- param: agency · 机关名称或代码的一部分 · part of the agency's name or code
-- param: rule · 规则编号，如 ZJ-06 · id of a rule, such as ZJ-06
SELECT
    formatDateTime(known_at, '%%Y-%%m', 'Asia/Shanghai') AS month,
    district,
    agency_id,
    any(l.agency_name) AS agency_name,
    rule,
    any(l.roles) AS roles,
    count() AS leads,
    toTimeZone(min(since), 'Asia/Shanghai') AS oldest,
    toTimeZone(max(since), 'Asia/Shanghai') AS newest,
    arraySort(groupUniqArray(from_rule)) AS from_rules,
    arraySort(
        arrayDistinct(
            arrayFlatten(
                groupArray(
                    arrayMap(
                        id -> toString(assumeNotNull(id)),
                        arrayFilter(
                            id -> id IS NOT NULL,
                            [toNullable(trigger_event_id), satisfied_by_event_id]
                        )
                    )
                )
            )
        )
    ) AS evidence_event_ids
FROM {database}.v_leads AS l
WHERE (%(month)s = '' OR formatDateTime(known_at, '%%Y-%%m', 'Asia/Shanghai') = %(month)s)
    AND (%(agency)s = '' OR agency_id = %(agency)s OR position(l.agency_name, %(agency)s) > 0)
    AND (%(rule)s = '' OR rule = %(rule)s)
GROUP BY month, district, agency_id, rule
ORDER BY month, district, agency_name, agency_id, rule
