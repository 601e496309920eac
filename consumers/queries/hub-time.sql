-- name: hub-time
-- zh: 枢纽时间：数据库已载入至何时
-- en: The hub's time: up to when the warehouse is loaded
SELECT toTimeZone(hub_time, 'Asia/Shanghai') AS hub_time FROM {database}.v_hub_time
