-- The store's clock in milliseconds, and a value for each key.
local now = redis.call('TIME')
local answer = { now[1] * 1000 + math.floor(now[2] / 1000) }
for at, key in ipairs(KEYS) do
    answer[at + 1] = redis.call('GET', key)
end
return answer
