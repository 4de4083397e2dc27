/** Tables for who owns which shop, and for what owners are asked; and a name for each lease of a record. */
export const ownerTables = [
  `create table lease (shop text primary key, holder text not null, token text not null,
     until integer not null) strict, without rowid`,
  `create index lease_by_holder on lease (holder)`,
  `create table server (holder text primary key, secrets text not null, until integer not null) strict, without rowid`,
  `create table question (id text primary key, shop text not null, kind text not null, body text not null,
     asked_at integer not null, answer text) strict`,
  `alter table outbox add column lease text not null default ''`,
  `create index question_open on question (shop, asked_at) where answer is null`,
];
