-- The name of a token in the API, CKAN's jti: 43 characters, made of the row's id and not of the token, so that it tells nothing of either.
alter table catalog.api_token add column jti text not null unique
    generated always as (rtrim(translate(encode(sha256(uuid_send(id)), 'base64'), '+/', '-_'), '=')) stored;

-- How many datasets somebody made stands in every answer with a user.
create index package_creator on catalog.package (creator_user_id);
