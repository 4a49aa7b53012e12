-- The uploaded logo of the site (config_option_update, logo_upload): a picture like the others, under the folder that CKAN has for it. The option holds its address.
alter table catalog.image drop constraint image_folder_check;
alter table catalog.image add constraint image_folder_check check (folder in ('group', 'user', 'admin'));

-- As with the others (migration 0041): a logo that the site has no longer is not served any more, and its bytes are freed.
create function catalog.logo_gone() returns trigger language plpgsql as $$
begin
    delete from catalog.image where folder = 'admin' and '/uploads/admin/' || name = old.value;
    return null;
end $$;

create trigger site_logo_changed after update of value on catalog.config_option
    for each row when (old.key = 'ckan.site_logo' and old.value <> new.value) execute function catalog.logo_gone();
