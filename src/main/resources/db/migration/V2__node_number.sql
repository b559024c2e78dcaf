-- Each start of a node takes the next number. It is part of the ids that the node makes, which two
-- nodes that run at the same time must never share: equal request ids would overwrite each other's
-- entry in the outbox. So no more than 1024 starts may fall into the life of one node.
create sequence node_number as int minvalue 0 maxvalue 1023 cycle;
