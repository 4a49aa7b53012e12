-- Indexes that readers' filters asked for (decision 0017): of which columns of which row table. The program makes them in the background and adds the row when one is there.
create table ver.row_index (
    table_no    int not null,
    column_name text not null,         -- the physical column
    made_at     timestamptz not null,
    primary key (table_no, column_name)
);
