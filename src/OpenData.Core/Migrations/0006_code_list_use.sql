-- Which column belongs to which code list is kept by dataset version too: else a changed mapping would change the words of pinned pictures.
alter table catalog.code_list_use add column v_from int not null default 1;
alter table catalog.code_list_use add column v_to int not null default 2147483647;
alter table catalog.code_list_use drop constraint code_list_use_pkey;
alter table catalog.code_list_use add primary key (package_id, resource, field, v_from);
