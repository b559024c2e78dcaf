-- Puts leads into a cell that is being rebuilt: its keys are new, nobody else knows them, and nothing is in flight. So there
-- is nothing to look for first, as settle.lua does. A call that fails leaves half of it: the rebuild begins anew, under
-- other keys. Likewise no call is ever sent twice: owned leads would be counted twice.
--
-- ARGV  for each lead, which comes once:
--   1 lead id
--   2 record, as settle.lua puts it; not that of a closed lead
-- Reply: 1
for i = 1, #ARGV, 2 do
  call('HSET', bucket(ARGV[i]), ARGV[i], ARGV[i + 1])
  contribute_soon(ARGV[i], ARGV[i + 1])
end
show_all()
return 1
