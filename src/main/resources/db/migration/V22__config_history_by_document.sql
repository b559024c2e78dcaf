-- What a document was before: asked for each line of the history, and for the whole configuration at a version.
create index config_history_document on config_history (tenant, section, id, version desc);
