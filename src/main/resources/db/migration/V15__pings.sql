-- What became of the lead that came by a reservation: whoever sends it again is answered the same.
alter table ping add column lead bigint, add column result text;
