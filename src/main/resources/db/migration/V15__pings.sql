-- What became of the lead that came by a reservation: whoever sends it again is answered the same.
alter table ping add column lead bigint, add column result text;

-- Old ones are forgotten, whatever has become of them.
create index ping_expires on ping (expires_at);
