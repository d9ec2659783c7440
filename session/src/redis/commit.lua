-- Makes all writes, or none where one of them expects what does not hold; 1 where they were made.
-- KEYS: for each write its key and its index's key (the key again where there is none).
-- ARGV: the stamp's first and last byte, counted from 1; then for each write: 'any', 'absent' or 'stamp', the stamp, the
-- value, the time to drop it in milliseconds or '', the sid or ''.
local first, last = tonumber(ARGV[1]), tonumber(ARGV[2])
for write = 0, #KEYS / 2 - 1 do
    local expects, stamp = ARGV[write * 5 + 3], ARGV[write * 5 + 4]
    if expects ~= 'any' then
        local value = redis.call('GET', KEYS[write * 2 + 1])
        if expects == 'absent' and value then
            return 0
        end
        if expects == 'stamp' and (not value or string.sub(value, first, last) ~= stamp) then
            return 0
        end
    end
end
for write = 0, #KEYS / 2 - 1 do
    local key, index = KEYS[write * 2 + 1], KEYS[write * 2 + 2]
    local value, expires_at, sid = ARGV[write * 5 + 5], ARGV[write * 5 + 6], ARGV[write * 5 + 7]
    if expires_at == '' then
        redis.call('SET', key, value)
    else
        redis.call('SET', key, value, 'PXAT', expires_at)
    end
    if sid ~= '' then
        local now = redis.call('TIME')
        redis.call('ZREMRANGEBYSCORE', index, '-inf', now[1] * 1000)
        redis.call('ZADD', index, expires_at == '' and '+inf' or expires_at, sid)
        local newest = redis.call('ZRANGE', index, -1, -1, 'WITHSCORES')[2]
        if newest == 'inf' then
            redis.call('PERSIST', index)
        else
            redis.call('PEXPIREAT', index, string.format('%.0f', newest))
        end
    end
end
return 1
