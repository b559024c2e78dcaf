-- Frozen: the yardstick of R1. Change it and all former ratios lose their meaning.
-- The least that a claim can be: one limit and one cap checked, the head popped, marked in flight,
-- counted, an outbox entry written. One claim per call; nothing is settled, nothing is durable.
-- KEYS[1] pool      sorted set, member = lead id (19 digits), score = time of entry
-- KEYS[2] in_flight hash, lead id -> transition
-- KEYS[3] used      hash, agent -> claims in the window
-- KEYS[4] owned     hash, agent -> leads in hands
-- KEYS[5] outbox    hash, transition -> entry
-- KEYS[6] sequence  counter of transitions
-- ARGV[1] agent, ARGV[2] limit of the window, ARGV[3] cap of leads in hands
-- Replies: the lead id, or 'quota', 'owned', 'empty'.
local agent = ARGV[1]
if tonumber(redis.call('HGET', KEYS[3], agent) or 0) >= tonumber(ARGV[2]) then return 'quota' end
if tonumber(redis.call('HGET', KEYS[4], agent) or 0) >= tonumber(ARGV[3]) then return 'owned' end
local head = redis.call('ZPOPMIN', KEYS[1])
local lead = head[1]
if not lead then return 'empty' end
local transition = redis.call('INCR', KEYS[6])
redis.call('HSET', KEYS[2], lead, transition)
redis.call('HINCRBY', KEYS[3], agent, 1)
redis.call('HINCRBY', KEYS[4], agent, 1)
redis.call('HSET', KEYS[5], transition, 'claimed|' .. lead .. '|1|' .. agent .. '|' .. head[2])
return lead
