-- name: same-day-reminders
-- zh: 下班前提醒：当日到期未办、已延期、清单未发、惯常共享而当日未共享的机关
-- en: Before the end of work: what agencies owe today, have extended, have not sent or not shared
-- param: day · 日期，如 2026-11-23，空为今日 · day, such as 2026-11-23; empty for today
WITH
    if(%(day)s = '', toDate(now(), 'Asia/Shanghai'), toDate(%(day)s)) AS the_day,
    events AS
    (
        SELECT
            agency_id,
            substring(region_code, 1, 6) AS district,
            toDate(shared_at, 'Asia/Shanghai') AS day
        FROM {database}.v_events
        WHERE event_type != 'sharing.daily_manifest'
            AND day BETWEEN the_day - 31 AND the_day
    ),
    last_days AS (SELECT DISTINCT day FROM events WHERE day < the_day ORDER BY day DESC LIMIT 10),
    owed AS
    (
        SELECT
            debtor AS agency_id,
            any(district) AS district,
            countIf(toDate(assumeNotNull(due_at), 'Asia/Shanghai') = the_day) AS due_today,
            countIf(toDate(assumeNotNull(due_at), 'Asia/Shanghai') > the_day) AS extended,
            arraySort(groupArray(20)(subject)) AS subjects
        FROM {database}.v_obligations
        WHERE status = 'open' AND due_at IS NOT NULL
            AND (toDate(assumeNotNull(due_at), 'Asia/Shanghai') = the_day
                OR (rule_id = 'GX-11' AND toDate(assumeNotNull(due_at), 'Asia/Shanghai') > the_day))
        GROUP BY debtor
    ),
    manifests AS
    (
        SELECT
            agency_id,
            any(substring(region_code, 1, 6)) AS district,
            uniqExact(source) - uniqExactIf(source, day = the_day) AS unsent
        FROM {database}.sharing_daily_manifest FINAL
        WHERE day BETWEEN the_day - 31 AND the_day
        GROUP BY agency_id
    ),
    active AS
    (
        SELECT
            agency_id,
            any(district) AS district,
            countIf(day = the_day) = 0
                AND (SELECT count() FROM last_days) >= 5
                AND uniqExactIf(day, day IN (SELECT day FROM last_days)) * 10
                    >= (SELECT count() FROM last_days) * 8 AS is_silent
        FROM events
        GROUP BY agency_id
    )
SELECT
    r.agency_id AS agency_id,
    if(a.agency_name = '', r.agency_id, a.agency_name) AS agency_name,
    r.district AS district,
    the_day AS day,
    r.due_today AS due_today,
    r.extended AS extended,
    r.unsent AS unsent_manifests,
    r.is_silent AS is_silent,
    r.subjects AS subjects
FROM
(
    SELECT
        agency_id,
        any(district) AS district,
        sum(due_today) AS due_today,
        sum(extended) AS extended,
        sum(unsent) AS unsent,
        max(is_silent) AS is_silent,
        arrayFlatten(groupArray(subjects)) AS subjects
    FROM
    (
        SELECT
            toString(agency_id) AS agency_id, toString(district) AS district,
            due_today, extended, 0 AS unsent, 0 AS is_silent, subjects
        FROM owed
        UNION ALL
        SELECT
            toString(agency_id), toString(district),
            0, 0, toInt64(unsent), 0, CAST([], 'Array(String)')
        FROM manifests
        UNION ALL
        SELECT
            toString(agency_id), toString(district),
            0, 0, 0, toInt64(is_silent), CAST([], 'Array(String)')
        FROM active
    )
    GROUP BY agency_id
) AS r
LEFT JOIN {database}.v_agencies AS a ON a.agency_id = r.agency_id
WHERE due_today + extended + unsent_manifests + is_silent > 0
ORDER BY district, agency_name
