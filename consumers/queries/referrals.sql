-- name: referrals
-- zh: 案件移送：移送与答复的时限，移送有误时指明有管辖权的机关
-- en: Referrals: due times of sending and answering, and the competent agency of a misdirected one
-- param: agency · 移送或接收机关名称的一部分 · part of the sender's or receiver's name
-- param: misdirected · 填 yes 只看移送有误的 · yes for misdirected ones only
-- param: limit = 1000 · 最多行数 · at most so many rows
SELECT
    referral_id,
    from_name,
    to_name,
    item_code,
    violation_id,
    toTimeZone(discovered_at, 'Asia/Shanghai') AS discovered_at,
    toTimeZone(shared_at, 'Asia/Shanghai') AS shared_at,
    toTimeZone(ys05_due_at, 'Asia/Shanghai') AS ys05_due_at,
    ys05_verdict,
    toTimeZone(ys06_due_at, 'Asia/Shanghai') AS ys06_due_at,
    ys06_verdict,
    toTimeZone(ys16_due_at, 'Asia/Shanghai') AS ys16_due_at,
    ys16_verdict,
    decision,
    toTimeZone(reply_shared_at, 'Asia/Shanghai') AS reply_shared_at,
    misdirected,
    competent_name
FROM {database}.v_referrals
WHERE (%(agency)s = '' OR position(from_name, %(agency)s) > 0
    OR position(to_name, %(agency)s) > 0)
    AND (%(misdirected)s = '' OR misdirected)
ORDER BY v_referrals.shared_at, referral_id
LIMIT %(limit)s
