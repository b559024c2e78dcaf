-- How many leads went from where to where.
select was as from_place, became as to_place, count(*) as leads
from event
where was <> became and at < $3 and type in ('received', 'claimed', 'assigned', 'transferred', 'imported', 'released', 'recycled', 'moved',
  'closed', 'reopened', 'erased', 'merged')
group by 1, 2 order by 3 desc, 1, 2
