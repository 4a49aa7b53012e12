-- A picture that nobody has any more is not served any more, whichever door it was replaced, cleared or purged by: it may show a person.
create function catalog.image_gone() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'user' then
        delete from catalog.image i where i.folder = 'user' and i.name = old.image_url and not exists (select 1 from catalog."user" u where u.image_url = old.image_url);
    else
        delete from catalog.image i where i.folder = 'group' and i.name = old.image_url and not exists (select 1 from catalog."group" g where g.image_url = old.image_url);
    end if;
    return null;
end $$;

create trigger group_image_changed after update of image_url on catalog."group"
    for each row when (old.image_url <> '' and old.image_url <> new.image_url) execute function catalog.image_gone();
create trigger group_image_deleted after delete on catalog."group"
    for each row when (old.image_url <> '') execute function catalog.image_gone();
create trigger user_image_changed after update of image_url on catalog."user"
    for each row when (old.image_url <> '' and old.image_url <> new.image_url) execute function catalog.image_gone();
create trigger user_image_deleted after delete on catalog."user"
    for each row when (old.image_url <> '') execute function catalog.image_gone();
