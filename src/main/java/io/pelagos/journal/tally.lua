-- How many leads have a record: what a rebuild compares with PostgreSQL.
local sum = 0
for i = 0, 9999 do
  sum = sum + call('HLEN', P .. 'l:' .. string.format('%04d', i))
end
return sum
