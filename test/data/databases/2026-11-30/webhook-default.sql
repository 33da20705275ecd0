CREATE TABLE answers (
       mark TEXT PRIMARY KEY,
       asked_at INTEGER NOT NULL,
       ends_at INTEGER NOT NULL,
       sealed TEXT NOT NULL
     );
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
   , urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1))) WITHOUT ROWID;
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
     , parked INTEGER NOT NULL DEFAULT 0 CHECK (parked IN (0, 1)), urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1))) WITHOUT ROWID;
CREATE TABLE letter_marks (mark TEXT NOT NULL, letter TEXT NOT NULL, PRIMARY KEY (mark, letter)) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE migrations (version INTEGER PRIMARY KEY);
CREATE TABLE receipts (delete_id TEXT NOT NULL, n INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (delete_id, n)) WITHOUT ROWID;
CREATE TABLE tombstones (subject TEXT PRIMARY KEY, accepted_at INTEGER NOT NULL, announced INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
INSERT INTO "cancels" (delivery, reason, at) VALUES ('2b2ced552f8144b66b3b2c7e-3ed11bf70eff', 'sent by hand meanwhile', 1796096822084);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('241f9ad0f61aa7f315866b8a-0773035e56cb', 1796096790098, 'cancelled: sent by hand', 'Batches', 'kept-cancelled-1', 'marked', 316, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-cancelled-1","messageId":"kept-cancelled-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-cancelled-1"},"receivedAt":"2026-12-01T03:46:30.003Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096790003,"mapping":"d3ec92541570"}', 'cancelled', 'cd67e2fd-fe1d-4c74-b4b5-12d519c5de93', 1796096790014, 1);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('3f401ba9d85cec549b2adcc9-8253c798c9dd', 1796096819723, 'poison: each time it was tried the object died', 'Batches', 'kept-poison-1', 'marked', 307, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-poison-1","messageId":"kept-poison-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-poison-1"},"receivedAt":"2026-12-01T03:46:30.723Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096790723,"mapping":"d3ec92541570"}', 'dead', 'e252bbda-65fe-4b3a-89a4-0a6714b5a7e9', 1796096790736, 1);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('c10fd3d6994c1b27420cd2b1-7d69f6e23ea4', 1796096788809, 'rejected: it is refused', 'Batches', 'kept-refused-1', 'marked', 310, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-refused-1","messageId":"kept-refused-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-refused-1"},"receivedAt":"2026-12-01T03:46:28.712Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096788712,"mapping":"d3ec92541570"}', 'dead', '1cd4a0f4-41a7-4477-93a4-f19c42e84077', 1796096788787, 1);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('dcf817a7eba3af044efb5122-000000000000', 1796096788805, 'invalid: type: expected one of track, identify, page, screen, group, alias, delete', '', '', 'marked', 26, '{"invalid":{"no":"event"}}', 'dead', '1cd4a0f4-41a7-4477-93a4-f19c42e84077', 1796096788712, 0);
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-bd779b52bc1ea919c2d72d114a903f8fb64b4bb05bcfa2868d475427ac1da953', '234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456', '01a22fb60fd500008bd6770a440724ec');
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-db65ee429dddea952736470e47328fad7a09dba6a850367b2ea9ebd3e01c20d8', 'b01e59ede4bc285703505b4ccaf8c1923be05b86739eed9942bf27e231b0ea49', '01a22fb68b4d0000458f9e3bb3a8b0d7');
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb60fd500008bd6770a440724ec', 'none', 1796096790641, 'FINISHED', 2, 0, 0, 1, 0, 0, 1796096790485, 0, 0, 1796096790641, 1, '234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456', NULL, NULL, NULL, NULL, NULL, 0);
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb68b4d0000458f9e3bb3a8b0d7', 'announce', 1796096822093, 'INITIALIZED', 0, 0, 0, 0, 0, 0, 1796096822093, 0, 0, 0, 0, 'b01e59ede4bc285703505b4ccaf8c1923be05b86739eed9942bf27e231b0ea49', NULL, NULL, NULL, NULL, 'IpJkDZ+E+yhv/YR4Cakoox1CVYc5dHvKCUOXgH81Ef3CNpoYZeb/tn6meO9MlOghsozlIEd6Ds8PW4AMVSACvqVQvxn99XgaTE0R2uXiDec9H+dbc+q0A5/Ku6z7E2LrNudodb0xnML4U5/MnbukqsHWCEjiA0fFeG1C3vNEUOsM5sV/1aoaqr1fdt5G44hNe1JgXmn7Da3GVA==', 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('04d9542ad4cd2b973cde058d-e9659c3ffb9aa1fe', 1796097390258, 1, 1796096790210, 1, 2, 0, 0, NULL, 'ddda574a-752d-4e76-b686-6420689494c0', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-revived-1","messageId":"kept-revived-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-revived-1"},"receivedAt":"2026-12-01T03:46:30.124Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096790124,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('2973eb1193ba5bbfb8e6150b7bde589cd00b573fd64bbfca3c45ecc9edabd4a7', 1796097389029, 1, 1796096789029, 1, 0, 0, 0, NULL, '13d4440d-992f-4c56-8de8-aeddb74d82bf', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-1","messageId":"kept-waits-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-1"},"receivedAt":"2026-12-01T03:46:29.011Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096789011,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('2b2ced552f8144b66b3b2c7e0601eb96dac0cf1015c8a99e4df4fd9663fb3283', 1796096911977, 2, 1796096790709, 1, 2, 1796096911977, 1, NULL, 'c2d04f50-1290-46b0-9b54-7092a27063e4', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-leased-1","messageId":"kept-leased-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-leased-1"},"receivedAt":"2026-12-01T03:46:30.693Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096790693,"mapping":"d3ec92541570"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-leased-2","messageId":"kept-leased-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-leased-2"},"receivedAt":"2026-12-01T03:46:30.693Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096790693,"mapping":"d3ec92541570"}]', 0, 1);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('61d851135b4f7ff6badb6d43fb87a712486e37ea0f6ec210bd2c697d50232275', 1796096822131, 1, 1796096822131, 0, 0, 0, 0, NULL, 'aa5cd2ef-bb25-4ec3-8394-7d0e297d834c', 'an operator holds the events of this partner', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-held-1","messageId":"kept-held-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-held-1"},"receivedAt":"2026-12-01T03:47:02.124Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096822124,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('bba7cb3eb4ba79a81a2f70a9b65a5764ba5cc6b716264a553173a1068d3147a1', 1796097389065, 2, 1796096789065, 1, 1, 0, 0, NULL, '64e0593e-3e57-47b2-b111-ba3f0db041e7', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-2","messageId":"kept-waits-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-2"},"receivedAt":"2026-12-01T03:46:29.051Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096789051,"mapping":"d3ec92541570"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-4","messageId":"kept-waits-4","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-4"},"receivedAt":"2026-12-01T03:46:29.051Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096789051,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('d871cc282d8c094e5fb6758502993d74c86591e6cf8ccba0f5d82f315759ffbc', 1796097389817, 1, 1796096789127, 3, 6, 0, 0, NULL, 'fcc1669c-11f8-41c0-993d-ded3d7b85275', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-often-1","messageId":"kept-often-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-often-1"},"receivedAt":"2026-12-01T03:46:29.118Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096789118,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('f72e9123206c6f6d421a033e830124dac558e95edcb7b127af187c5910f5623e', 1796100387939, 2, 1796096787939, 0, 0, 0, 0, 'Batches', 'd7132e4b-85d3-4192-b47f-dba402a88e3e', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-buffered-2","messageId":"kept-buffered-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-buffered-2"},"receivedAt":"2026-12-01T03:46:27.929Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096787929,"mapping":"de027ee0990a"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-buffered-3","messageId":"kept-buffered-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-buffered-3"},"receivedAt":"2026-12-01T03:46:27.929Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096787929,"mapping":"de027ee0990a"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('f85332639062d4a748aa258f0af3bc50422df7d7b4dc061d9e4329dbe6f12696', 1796100387909, 1, 1796096787909, 0, 0, 0, 0, 'Batches', 'd9b16fad-fd28-4b5e-a426-76194e74f5ec', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-buffered-1","messageId":"kept-buffered-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-buffered-1"},"receivedAt":"2026-12-01T03:46:27.893Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096787893,"mapping":"de027ee0990a"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('fcd11021b8b8c85ae991b4eeaab59542d109d0939eb50e5e3ab9d94eab3ba895', 1796096822144, 2, 1796096822144, 0, 0, 0, 0, NULL, '72360b3e-d824-4f48-a259-e780c41a361d', 'an operator holds the events of this partner', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-held-2","messageId":"kept-held-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-held-2"},"receivedAt":"2026-12-01T03:47:02.139Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096822139,"mapping":"d3ec92541570"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-held-3","messageId":"kept-held-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-held-3"},"receivedAt":"2026-12-01T03:47:02.139Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096822139,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "letter_marks" (mark, letter) VALUES ('2120dad47b4ff24e', '241f9ad0f61aa7f315866b8a-0773035e56cb');
INSERT INTO "letter_marks" (mark, letter) VALUES ('47bb3f390ddc2871', 'c10fd3d6994c1b27420cd2b1-7d69f6e23ea4');
INSERT INTO "letter_marks" (mark, letter) VALUES ('6befe12289fe59a8', '3f401ba9d85cec549b2adcc9-8253c798c9dd');
INSERT INTO "meta" (name, value) VALUES ('book of deletes', '{"stored":2,"FINISHED":1}');
INSERT INTO "meta" (name, value) VALUES ('book:', '{"letters erased":1}');
INSERT INTO "meta" (name, value) VALUES ('book:d3ec92541570', '{"stored":12,"cancelled":1,"revived":1,"poison":1,"erased":1}');
INSERT INTO "meta" (name, value) VALUES ('book:de027ee0990a', '{"stored":3}');
INSERT INTO "meta" (name, value) VALUES ('circuit', '{"state":"closed","failures":0,"rows":[]}');
INSERT INTO "meta" (name, value) VALUES ('circuitDeletes', '{"state":"closed","failures":0,"rows":[],"successAt":1796096790643}');
INSERT INTO "meta" (name, value) VALUES ('identity', '{"partner":"webhook","account":"default","customer":false,"own":["127.0.0.1"]}');
INSERT INTO "meta" (name, value) VALUES ('letters', '{"dead":3,"bytes":959,"cancelled":1}');
INSERT INTO "meta" (name, value) VALUES ('marks key', '"2172eddc8efd5400"');
INSERT INTO "meta" (name, value) VALUES ('not erased', '["2b2ced552f8144b66b3b2c7e0601eb96dac0cf1015c8a99e4df4fd9663fb3283"]');
INSERT INTO "meta" (name, value) VALUES ('registered', 'true');
INSERT INTO "meta" (name, value) VALUES ('rounds begun', '2');
INSERT INTO "meta" (name, value) VALUES ('usedAt', '1796083200000');
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "migrations" (version) VALUES (3);
INSERT INTO "migrations" (version) VALUES (4);
INSERT INTO "migrations" (version) VALUES (5);
INSERT INTO "migrations" (version) VALUES (6);
INSERT INTO "migrations" (version) VALUES (7);
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb60fd500008bd6770a440724ec', 1, '{"kind":"accepted","at":"2026-12-01T03:46:30.485Z","delete":"01a22fb60fd500008bd6770a440724ec","partner":"webhook","account":"default","mapping":"d3ec92541570","userId":"234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456","request":"sha256-bd779b52bc1ea919c2d72d114a903f8fb64b4bb05bcfa2868d475427ac1da953","n":1,"key":"made-up","link":"45e14b00bb69fbe7c6868bdf25feb4e6523d7ccb0adc6479461cb7e4d5d726ee"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb60fd500008bd6770a440724ec', 2, '{"kind":"attempt","status":200,"outcome":"delivered","at":"2026-12-01T03:46:30.642Z","n":2,"key":"made-up","link":"b19c262c0e5d916619b2462f2878884001986669feac41185f1ec941e36e53e4"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb60fd500008bd6770a440724ec', 3, '{"kind":"confirmed","at":"2026-12-01T03:46:30.642Z","n":3,"key":"made-up","link":"825d91dff5c4445e5e184afbf93b9983b4290c676374c4c576e3063ac319ba93"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb68b4d0000458f9e3bb3a8b0d7', 1, '{"kind":"accepted","at":"2026-12-01T03:47:02.093Z","delete":"01a22fb68b4d0000458f9e3bb3a8b0d7","partner":"webhook","account":"default","mapping":"d3ec92541570","userId":"b01e59ede4bc285703505b4ccaf8c1923be05b86739eed9942bf27e231b0ea49","request":"sha256-db65ee429dddea952736470e47328fad7a09dba6a850367b2ea9ebd3e01c20d8","n":1,"key":"made-up","link":"87def0a7da8bd404a2c37d07e74e91e66957f8d7265673f4f601a5aba8b737c6"}');
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('1c202901fa9008381f69975c791ad963ef2d1303c5f7fa4bb3bc50488b8b40c4', 1796096790485, 1);
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('eb9d112622f9d56530cc0d7ccb4101f997a95fc37519ef559b5ad2f69403e02e', 1796096822093, 0);
CREATE INDEX dead_letters_at ON dead_letters (state, at, id, message_id, request);
CREATE INDEX dead_letters_unmarked ON dead_letters (id) WHERE subject IS NULL;
CREATE INDEX deletes_announced ON deletes (announced) WHERE announced = 0;
CREATE INDEX deletes_anonymous ON deletes (anonymous_subject);
CREATE INDEX deletes_due ON deletes (phase, due, accepted_at, retried_at);
CREATE INDEX deletes_failed ON deletes (accepted_at) WHERE state = 'FAILED' AND phase = 'none' AND sealed IS NOT NULL;
CREATE INDEX deletes_urgent ON deletes (phase, due) WHERE urgent = 1;
CREATE INDEX deletes_user ON deletes (user_subject);
CREATE INDEX events_due ON events (due, owed, accepted_at, attempts, lease_until, parked, request);
CREATE INDEX events_parked ON events (due) WHERE parked = 1;
CREATE INDEX events_urgent ON events (due) WHERE urgent = 1;
CREATE INDEX letter_marks_letter ON letter_marks (letter);
CREATE INDEX tombstones_accepted ON tombstones (accepted_at);
CREATE INDEX tombstones_announced ON tombstones (announced) WHERE announced = 0;
CREATE TRIGGER letters_gone AFTER DELETE ON dead_letters BEGIN DELETE FROM letter_marks WHERE letter = OLD.id; END;
