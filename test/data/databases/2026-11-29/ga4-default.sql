CREATE TABLE cancels (delivery TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE dead_letters (
       id TEXT PRIMARY KEY,
       at INTEGER NOT NULL,
       reason TEXT NOT NULL,
       subscription TEXT NOT NULL,
       message_id TEXT NOT NULL,
       subject TEXT,
       bytes INTEGER NOT NULL,
       entry TEXT NOT NULL
     , state TEXT NOT NULL DEFAULT 'dead' CHECK (state IN ('dead', 'cancelled')), request TEXT, accepted_at INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE delete_requests (request TEXT NOT NULL, subject TEXT NOT NULL, delete_id TEXT NOT NULL, PRIMARY KEY (request, subject)) WITHOUT ROWID;
CREATE TABLE deletes (
     id TEXT PRIMARY KEY,
     phase TEXT NOT NULL CHECK (phase IN ('announce', 'submit', 'poll', 'none')),
     due INTEGER NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('INITIALIZED', 'RUNNING', 'FINISHED', 'FAILED', 'NOT_SUPPORTED', 'INVALID')),
     fence INTEGER NOT NULL DEFAULT 0,
     lease_until INTEGER NOT NULL DEFAULT 0,
     strikes INTEGER NOT NULL DEFAULT 0,
     attempts INTEGER NOT NULL DEFAULT 0,
     polls INTEGER NOT NULL DEFAULT 0,
     resubmits INTEGER NOT NULL DEFAULT 0,
     accepted_at INTEGER NOT NULL,
     submitted_at INTEGER NOT NULL DEFAULT 0,
     retried_at INTEGER NOT NULL DEFAULT 0,
     ended_at INTEGER NOT NULL DEFAULT 0,
     announced INTEGER NOT NULL DEFAULT 0,
     user_subject TEXT,
     anonymous_subject TEXT,
     reason TEXT,
     call TEXT,
     answers TEXT,
     sealed TEXT
   ) WITHOUT ROWID;
CREATE TABLE "events" (
       id TEXT PRIMARY KEY,
       due INTEGER NOT NULL,
       owed INTEGER NOT NULL,
       accepted_at INTEGER NOT NULL,
       attempts INTEGER NOT NULL DEFAULT 0,
       fence INTEGER NOT NULL DEFAULT 0,
       lease_until INTEGER NOT NULL DEFAULT 0,
       strikes INTEGER NOT NULL DEFAULT 0,
       hold TEXT,
       request TEXT,
       reason TEXT,
       body TEXT NOT NULL
     ) WITHOUT ROWID;
CREATE TABLE letter_marks (mark TEXT NOT NULL, letter TEXT NOT NULL, PRIMARY KEY (mark, letter)) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE migrations (version INTEGER PRIMARY KEY);
CREATE TABLE receipts (delete_id TEXT NOT NULL, n INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (delete_id, n)) WITHOUT ROWID;
CREATE TABLE tombstones (subject TEXT PRIMARY KEY, accepted_at INTEGER NOT NULL, announced INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('delete-of-kept-token', 'a86f68110c8bef6596f20f69b5bdb81d27d4adc02ae562e0466450534f928521', '01a227aa44000000b47221fe33248d40');
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed) VALUES ('01a227aa44000000b47221fe33248d40', 'submit', 1795962399857, 'RUNNING', 1, 0, 0, 1, 0, 0, 1795961799680, 0, 0, 0, 1, 'a86f68110c8bef6596f20f69b5bdb81d27d4adc02ae562e0466450534f928521', NULL, 'the partner answered 503', NULL, NULL, 'ekHFMc7OwVC1cYC15WrPxJhXcFpvepXW60FgejVIq1EsEmwcBdo+Ebb2jUnRiKNuazfxmMJUpVgwXQaKA8LdGtyfAyyaZwLhGuvVCQ2AwdjCOlYs0H2n0PCqjPkZrnZtu6nXMILiYSxlBXF77MOqfP2+0SJFwQxzoELzPDSNd3BJLiWL3kvTs/YPLQhM9N26bobRMQUd');
INSERT INTO "meta" (name, value) VALUES ('circuitDeletes', '{"state":"closed","failures":1,"rows":["01a227aa44000000b47221fe33248d40"]}');
INSERT INTO "meta" (name, value) VALUES ('identity', '{"partner":"ga4","account":"default","customer":false,"own":["127.0.0.1"]}');
INSERT INTO "meta" (name, value) VALUES ('registered', 'true');
INSERT INTO "meta" (name, value) VALUES ('token:e0eaa09e2f8aa3587ef1decb', '"6v85RhQxMXwWlwtRO08oyRF5EZi96cJunhp7eMzpcG5lKP1k0fAMWyj0pERvJ94f2tUoiF4IoawnJ6TC6AVJtsboI6m2AMi3F3H5zzz2QUDBb0Q1drnwl8F7NZLdXxN70LRezbDfkcOKe3KQnLScPkYAvtPFZIj0l6paKUszxSiKyf9PR2jEcDFtIDnMq642DCEwX7wV2h2q46NHQiDDRlISBfU3Vv06yCu5nHDjdviHvCjSxqkcEyTFZe4Sg90nkF8SGSlK0mrwO2hL7BiMRaTL5rL9+j5fY7xd"');
INSERT INTO "meta" (name, value) VALUES ('told', '{}');
INSERT INTO "meta" (name, value) VALUES ('toldDeletes', '{}');
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "migrations" (version) VALUES (3);
INSERT INTO "migrations" (version) VALUES (4);
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227aa44000000b47221fe33248d40', 1, '{"kind":"accepted","at":"2026-11-29T14:16:39.680Z","delete":"01a227aa44000000b47221fe33248d40","partner":"ga4","account":"default","mapping":"74cd2d97ae94","userId":"a86f68110c8bef6596f20f69b5bdb81d27d4adc02ae562e0466450534f928521","request":"delete-of-kept-token","n":1,"key":"made-up","link":"54cae5a0c4aa78fae93527ec60cf2adf8c1466dd732b995b8c25c3ada251ec11"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227aa44000000b47221fe33248d40', 2, '{"kind":"attempt","status":503,"outcome":"retryable","reason":"the partner answered 503","at":"2026-11-29T14:16:39.857Z","n":2,"key":"made-up","link":"7e666dda8e09db3a04d509a8ad69fdbc8a1c14956d2fb33d45fe16aa386b7657"}');
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('5c3e708faeadf8e52012b96757c947dddfa730e263ddeea7f6b0e1a90fbf9baa', 1795961799680, 1);
CREATE INDEX dead_letters_at ON dead_letters (at);
CREATE INDEX dead_letters_unmarked ON dead_letters (id) WHERE subject IS NULL;
CREATE INDEX deletes_announced ON deletes (announced) WHERE announced = 0;
CREATE INDEX deletes_anonymous ON deletes (anonymous_subject);
CREATE INDEX deletes_due ON deletes (phase, due);
CREATE INDEX deletes_user ON deletes (user_subject);
CREATE INDEX events_due ON events (due, owed, accepted_at, attempts);
CREATE INDEX letter_marks_letter ON letter_marks (letter);
CREATE TRIGGER letters_gone AFTER DELETE ON dead_letters BEGIN DELETE FROM letter_marks WHERE letter = OLD.id; END;
