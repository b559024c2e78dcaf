-- For what a price was told: fields to the values that fit. The lead must not say otherwise.
alter table ping add column asked jsonb;
