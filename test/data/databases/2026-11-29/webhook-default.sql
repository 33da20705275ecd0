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
INSERT INTO "cancels" (delivery, reason, at) VALUES ('6fad702e73ec1321b5580eab-064296bb4409', 'sent by hand meanwhile', 1795961809672);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('439e095932d7cf23191f68fd-a6c569129407', 1795961780510, 'cancelled: sent by hand', 'Batches', 'kept-cancelled-1', 'marked', 316, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-cancelled-1","messageId":"kept-cancelled-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-cancelled-1"},"receivedAt":"2026-11-29T14:16:20.477Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961780477,"mapping":"15e4c9d1e104"}', 'cancelled', 'be669099-fe93-4d5b-b666-a57be8e3a3ea', 1795961780490, 0);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('cc118c95bbe1a0729d737465-16f2859efbc3', 1795961779920, 'rejected: it is refused', 'Batches', 'kept-refused-1', 'marked', 310, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-refused-1","messageId":"kept-refused-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-refused-1"},"receivedAt":"2026-11-29T14:16:19.883Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961779883,"mapping":"15e4c9d1e104"}', 'dead', 'ab390e7a-2e08-4435-9343-31dfd7bef1f3', 1795961779907, 1);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('dcf817a7eba3af044efb5122-000000000000', 1795961779919, 'invalid: type: expected one of track, identify, page, screen, group, alias, delete', '', '', 'marked', 26, '{"invalid":{"no":"event"}}', 'dead', 'ab390e7a-2e08-4435-9343-31dfd7bef1f3', 1795961779883, 1);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('f2f3eafd678b90792f9d0c0d-8aeed5420352', 1795961807419, 'poison: each time it was tried the object died', 'Batches', 'kept-poison-1', 'marked', 307, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-poison-1","messageId":"kept-poison-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-poison-1"},"receivedAt":"2026-11-29T14:16:20.933Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961780933,"mapping":"15e4c9d1e104"}', 'dead', '257a3c87-11e4-450b-afeb-462cafcc2ce4', 1795961780941, 0);
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('delete-of-kept-erased-1', '234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456', '01a227a9f9d300003cb01520a4d6c8b8');
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('delete-of-kept-waits-3', 'b01e59ede4bc285703505b4ccaf8c1923be05b86739eed9942bf27e231b0ea49', '01a227aa6b210000f31fd4cfd6854ecd');
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed) VALUES ('01a227a9f9d300003cb01520a4d6c8b8', 'none', 1795961780862, 'FINISHED', 1, 0, 0, 0, 0, 0, 1795961780691, 0, 0, 1795961780862, 1, '234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456', NULL, NULL, NULL, NULL, NULL);
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed) VALUES ('01a227aa6b210000f31fd4cfd6854ecd', 'announce', 1795961809697, 'INITIALIZED', 0, 0, 0, 0, 0, 0, 1795961809697, 0, 0, 0, 0, 'b01e59ede4bc285703505b4ccaf8c1923be05b86739eed9942bf27e231b0ea49', NULL, NULL, NULL, NULL, 'gHjL4xMVNqZ25zxa1qEdMmOumIoDCGjxfSvs4lNnbDWzpjPMg6hQQNvO/sVuPuQT/ycSDQYNEmduPef1LRMERhu3ytq4PRF7QY5SboPgbOIFz7Fb/f+5Zj0m/KwWhteHOPrjzs2gE9SOBb3HRfhQF43BAmIkTv4a/jpMBf8roRWBspdrvx9B+iP2GRTbJlMztwPJN3JOmWK9CA==');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('023ab7ed71d5009cd658303fcb924a75f16eda8afe201186bfe6dd631cc9a6a6', 1795961809780, 2, 1795961809780, 0, 0, 0, 0, NULL, 'a6186028-4f19-4ff8-9053-ac8b91afa0fa', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-held-2","messageId":"kept-held-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-held-2"},"receivedAt":"2026-11-29T14:16:49.771Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961809771,"mapping":"15e4c9d1e104"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-held-3","messageId":"kept-held-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-held-3"},"receivedAt":"2026-11-29T14:16:49.771Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961809771,"mapping":"15e4c9d1e104"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('0920ea5f204f966fbd6e92a04490c164a0204b6fb420aa1d4236d3e2f7a03f00', 1795965378584, 1, 1795961778584, 0, 0, 0, 0, 'Batches', '1f347a66-8ddb-4ec6-8a51-3cca4fb66a58', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-buffered-1","messageId":"kept-buffered-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-buffered-1"},"receivedAt":"2026-11-29T14:16:18.544Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961778544,"mapping":"8e43844beb99"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('1139564dba9ed0936e67858b7d28b6190b877f514eeb191902716d2aef25272a', 1795965378629, 2, 1795961778629, 0, 0, 0, 0, 'Batches', '197bf3be-e94e-4eff-8c61-d5bf6044f2e7', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-buffered-2","messageId":"kept-buffered-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-buffered-2"},"receivedAt":"2026-11-29T14:16:18.623Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961778623,"mapping":"8e43844beb99"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-buffered-3","messageId":"kept-buffered-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-buffered-3"},"receivedAt":"2026-11-29T14:16:18.623Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961778623,"mapping":"8e43844beb99"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('38e5a259707317ae0c5ef4c63700aad6397df249a12c6f192c48083e9280f074', 1795962379972, 1, 1795961779972, 0, 0, 0, 0, NULL, '15b70544-faf2-4090-8eb0-9053bd05be6a', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-1","messageId":"kept-waits-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-1"},"receivedAt":"2026-11-29T14:16:19.949Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961779949,"mapping":"15e4c9d1e104"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('68e0e46bd222d995c5a5011d49f8a2a6cd5c357c6809b80466b97102eada3aa3', 1795962380438, 1, 1795961780032, 3, 6, 0, 0, NULL, 'a57eedac-99d4-4331-a984-f89aa53e5e87', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-often-1","messageId":"kept-often-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-often-1"},"receivedAt":"2026-11-29T14:16:20.022Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961780022,"mapping":"15e4c9d1e104"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('6fad702e73ec1321b5580eabffd2cff36a17bdee877ec9840981196869d5f2c9', 1795961929611, 2, 1795961780916, 0, 2, 1795961929611, 1, NULL, 'fbd17b6a-26d5-41cf-b88e-18d20c7e7cbf', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-leased-1","messageId":"kept-leased-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-leased-1"},"receivedAt":"2026-11-29T14:16:20.898Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961780898,"mapping":"15e4c9d1e104"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-leased-2","messageId":"kept-leased-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-leased-2"},"receivedAt":"2026-11-29T14:16:20.898Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961780898,"mapping":"15e4c9d1e104"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('8decc24a3e72fba1ebf888f8b1e5001579b912bc970159dbb5a444c28c8ed1f1', 1795961809755, 1, 1795961809755, 0, 0, 0, 0, NULL, 'f15e11e9-c72b-46f5-9e90-41b67db8946a', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-held-1","messageId":"kept-held-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-held-1"},"receivedAt":"2026-11-29T14:16:49.747Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961809747,"mapping":"15e4c9d1e104"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('d8932f3044b422a07567d670963057fd46bffcfd5de7a7a6bbadfdef9b7c8fb1', 1795962380009, 3, 1795961780009, 0, 0, 0, 0, NULL, '2357aa48-5fd9-48a1-b0d8-ebd713620e29', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-2","messageId":"kept-waits-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-2"},"receivedAt":"2026-11-29T14:16:19.997Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961779997,"mapping":"15e4c9d1e104"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-3","messageId":"kept-waits-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-3"},"receivedAt":"2026-11-29T14:16:19.997Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961779997,"mapping":"15e4c9d1e104"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-4","messageId":"kept-waits-4","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-4"},"receivedAt":"2026-11-29T14:16:19.997Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961779997,"mapping":"15e4c9d1e104"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('e6637fac750c1453cc864fae-504ad63c91ecb9fe', 1795962380607, 1, 1795961780559, 1, 1, 0, 0, NULL, '8880bc2c-371a-45ef-8d11-b5e97ef3a64f', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-revived-1","messageId":"kept-revived-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-revived-1"},"receivedAt":"2026-11-29T14:16:20.529Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1795961780529,"mapping":"15e4c9d1e104"}]');
INSERT INTO "letter_marks" (mark, letter) VALUES ('2120dad47b4ff24e', '439e095932d7cf23191f68fd-a6c569129407');
INSERT INTO "letter_marks" (mark, letter) VALUES ('47bb3f390ddc2871', 'cc118c95bbe1a0729d737465-16f2859efbc3');
INSERT INTO "letter_marks" (mark, letter) VALUES ('6befe12289fe59a8', 'f2f3eafd678b90792f9d0c0d-8aeed5420352');
INSERT INTO "meta" (name, value) VALUES ('circuit', '{"state":"closed","failures":4,"rows":["68e0e46bd222d995c5a5011d49f8a2a6cd5c357c6809b80466b97102eada3aa3","e6637fac750c1453cc864fae-504ad63c91ecb9fe"]}');
INSERT INTO "meta" (name, value) VALUES ('circuitDeletes', '{"state":"closed","failures":0,"rows":[]}');
INSERT INTO "meta" (name, value) VALUES ('counts', '{"rejected":4,"cancelled":1,"revived":1,"letters erased":1,"poison":1}');
INSERT INTO "meta" (name, value) VALUES ('deleteCounts', '{"FINISHED":1}');
INSERT INTO "meta" (name, value) VALUES ('identity', '{"partner":"webhook","account":"default","customer":false,"own":["127.0.0.1"]}');
INSERT INTO "meta" (name, value) VALUES ('registered', 'true');
INSERT INTO "meta" (name, value) VALUES ('told', '{"rejected":4,"cancelled":1,"revived":1,"letters erased":1,"poison":1}');
INSERT INTO "meta" (name, value) VALUES ('toldDeletes', '{"FINISHED":1}');
INSERT INTO "meta" (name, value) VALUES ('usedAt', '1795910400000');
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "migrations" (version) VALUES (3);
INSERT INTO "migrations" (version) VALUES (4);
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227a9f9d300003cb01520a4d6c8b8', 1, '{"kind":"accepted","at":"2026-11-29T14:16:20.691Z","delete":"01a227a9f9d300003cb01520a4d6c8b8","partner":"webhook","account":"default","mapping":"15e4c9d1e104","userId":"234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456","request":"delete-of-kept-erased-1","n":1,"key":"made-up","link":"18fd1fe1deff8e6ca51f5d23088b8f01196c72c0d25a6b27d47686a7374b8a76"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227a9f9d300003cb01520a4d6c8b8', 2, '{"kind":"attempt","status":200,"outcome":"delivered","at":"2026-11-29T14:16:20.863Z","n":2,"key":"made-up","link":"766a036e05392768a06abb1f3dc5e5a0d17103f013fa2c2760d3a4bf75a97904"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227a9f9d300003cb01520a4d6c8b8', 3, '{"kind":"confirmed","at":"2026-11-29T14:16:20.863Z","n":3,"key":"made-up","link":"26f172be1e4e65cf9495b7607c9eef32805659bcd96fe146ab28ebaada7ebd39"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227aa6b210000f31fd4cfd6854ecd', 1, '{"kind":"accepted","at":"2026-11-29T14:16:49.697Z","delete":"01a227aa6b210000f31fd4cfd6854ecd","partner":"webhook","account":"default","mapping":"15e4c9d1e104","userId":"b01e59ede4bc285703505b4ccaf8c1923be05b86739eed9942bf27e231b0ea49","request":"delete-of-kept-waits-3","n":1,"key":"made-up","link":"9fb35edbc7a061cb1af8b86dbc1196b37ef7e698e2f8217778dacfe685cdaa5a"}');
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('1c202901fa9008381f69975c791ad963ef2d1303c5f7fa4bb3bc50488b8b40c4', 1795961780691, 1);
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('eb9d112622f9d56530cc0d7ccb4101f997a95fc37519ef559b5ad2f69403e02e', 1795961809697, 0);
CREATE INDEX dead_letters_at ON dead_letters (at);
CREATE INDEX dead_letters_unmarked ON dead_letters (id) WHERE subject IS NULL;
CREATE INDEX deletes_announced ON deletes (announced) WHERE announced = 0;
CREATE INDEX deletes_anonymous ON deletes (anonymous_subject);
CREATE INDEX deletes_due ON deletes (phase, due);
CREATE INDEX deletes_user ON deletes (user_subject);
CREATE INDEX events_due ON events (due, owed, accepted_at, attempts);
CREATE INDEX letter_marks_letter ON letter_marks (letter);
CREATE TRIGGER letters_gone AFTER DELETE ON dead_letters BEGIN DELETE FROM letter_marks WHERE letter = OLD.id; END;
