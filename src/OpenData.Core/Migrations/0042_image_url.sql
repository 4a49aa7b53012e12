-- A picture is shown while somebody who has it is there to be seen: asked for each picture, and by each change of one (migration 0041).
create index group_image_url on catalog."group" (image_url) where image_url <> '';
create index user_image_url on catalog."user" (image_url) where image_url <> '';
