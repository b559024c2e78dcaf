-- Follow-ups per agent, and the rarer steps of a firm, are found without reading the journal.
create index journal_followups on journal (tenant, agent, at) where type = 'followed_up';
create index journal_rare on journal (tenant, type, at)
  where type in ('requested', 'won', 'repurchased', 'credited', 'reviewed', 'nurtured', 'locked', 'extended');
