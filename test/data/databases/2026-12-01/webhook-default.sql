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
INSERT INTO "cancels" (delivery, reason, at) VALUES ('28010e2ddb6433cb0d093773-cf5e2afbba7d', 'sent by hand meanwhile', 1796096870569);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('80678b4e5af1d09fa80ff8f3-23a17ca91f1a', 1796096841877, 'cancelled: sent by hand', 'Batches', 'kept-cancelled-1', 'marked', 316, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-cancelled-1","messageId":"kept-cancelled-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-cancelled-1"},"receivedAt":"2026-12-01T03:47:21.801Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096841801,"mapping":"d3ec92541570"}', 'cancelled', '27c474d4-71fa-4a0a-aed2-9079f21c2ec4', 1796096841818, 1);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('9ed2ee365504db707c8850e0-23cf8f771305', 1796096841109, 'rejected: it is refused', 'Batches', 'kept-refused-1', 'marked', 310, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-refused-1","messageId":"kept-refused-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-refused-1"},"receivedAt":"2026-12-01T03:47:21.004Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096841004,"mapping":"d3ec92541570"}', 'dead', 'fc55b969-94b2-451d-8096-189408c8fd28', 1796096841093, 1);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('a8dc26705192fe68aca03598-6377ccbbf989', 1796096869536, 'poison: each time it was tried the object died', 'Batches', 'kept-poison-1', 'marked', 307, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-poison-1","messageId":"kept-poison-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-poison-1"},"receivedAt":"2026-12-01T03:47:22.536Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096842536,"mapping":"d3ec92541570"}', 'dead', 'f07a624c-7b3a-4d13-bcf4-768b3348289a', 1796096842550, 1);
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('dcf817a7eba3af044efb5122-000000000000', 1796096841108, 'invalid: type: expected one of track, identify, page, screen, group, alias, delete', '', '', 'marked', 26, '{"invalid":{"no":"event"}}', 'dead', 'fc55b969-94b2-451d-8096-189408c8fd28', 1796096841004, 0);
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-bd779b52bc1ea919c2d72d114a903f8fb64b4bb05bcfa2868d475427ac1da953', '234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456', '01a22fb6da3c000034074f5897471bf9');
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-db65ee429dddea952736470e47328fad7a09dba6a850367b2ea9ebd3e01c20d8', 'b01e59ede4bc285703505b4ccaf8c1923be05b86739eed9942bf27e231b0ea49', '01a22fb748ae0000034075566a1a8d0f');
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb6da3c000034074f5897471bf9', 'none', 1796096842468, 'FINISHED', 2, 0, 0, 1, 0, 0, 1796096842300, 0, 0, 1796096842468, 1, '234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456', NULL, NULL, NULL, NULL, NULL, 0);
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb748ae0000034075566a1a8d0f', 'announce', 1796096870574, 'INITIALIZED', 0, 0, 0, 0, 0, 0, 1796096870574, 0, 0, 0, 0, 'b01e59ede4bc285703505b4ccaf8c1923be05b86739eed9942bf27e231b0ea49', NULL, NULL, NULL, NULL, '/9JAck7FWFbjq9EzBXDE7mWjAZH9SKDkPujmATPnMaPgr0hfK4mCGvHZdgL2zVxR90k+heCB3IuQNIaIznfSKDy9xVeWv83wg91Ydm+dFkXm5frTjfPnqs245bg1pwcOiNCa4mn7kCNUQLQABtOjtNuOBpitf0DGNAPRMlxEZdMhtT+n7z0KdmjqpfFG2hujPKm+VPYpbNdyAA==', 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('09ac601cb514b51df01565ccf18ff07d1888476adb6b53e6503d66b080a00a96', 1796097441699, 1, 1796096841301, 3, 6, 0, 0, NULL, 'd61c6d8e-dc11-487b-a2e3-259e42eefac6', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-often-1","messageId":"kept-often-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-often-1"},"receivedAt":"2026-12-01T03:47:21.293Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096841293,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('1db34a5f11462bf1d7617539af1b29bb367d1e6ec6744e5bdb06152fd6832596', 1796100440187, 2, 1796096840187, 0, 0, 0, 0, 'Batches', 'cfeeb76d-af33-4f2d-b387-a1b1f309b820', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-buffered-2","messageId":"kept-buffered-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-buffered-2"},"receivedAt":"2026-12-01T03:47:20.181Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096840181,"mapping":"de027ee0990a"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-buffered-3","messageId":"kept-buffered-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-buffered-3"},"receivedAt":"2026-12-01T03:47:20.181Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096840181,"mapping":"de027ee0990a"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('28010e2ddb6433cb0d093773610d2242e4782ba425168e12cbb7e03182cc3098', 1796096960489, 2, 1796096842522, 1, 2, 1796096960489, 1, NULL, '42e259d7-5343-45e3-9596-2a3382a0d317', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-leased-1","messageId":"kept-leased-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-leased-1"},"receivedAt":"2026-12-01T03:47:22.510Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096842510,"mapping":"d3ec92541570"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-leased-2","messageId":"kept-leased-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-leased-2"},"receivedAt":"2026-12-01T03:47:22.510Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096842510,"mapping":"d3ec92541570"}]', 0, 1);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('4816ccf9b66b8b8ab2b706ca94eb71becc001f2298c4bd2db76fcdf204614d1f', 1796096870616, 2, 1796096870616, 0, 0, 0, 0, NULL, '5494161c-9e8b-471e-a135-cb84a1d29ac9', 'an operator holds the events of this partner', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-held-2","messageId":"kept-held-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-held-2"},"receivedAt":"2026-12-01T03:47:50.609Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096870609,"mapping":"d3ec92541570"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-held-3","messageId":"kept-held-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-held-3"},"receivedAt":"2026-12-01T03:47:50.609Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096870609,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('56660d993d873334f4a6ed6cab38adfd888366e3f8d1bb080c4d7251d8a11548', 1796100440138, 1, 1796096840138, 0, 0, 0, 0, 'Batches', 'b3389199-aaff-4f15-986d-07b5a03ff347', NULL, '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-buffered-1","messageId":"kept-buffered-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-buffered-1"},"receivedAt":"2026-12-01T03:47:20.121Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096840121,"mapping":"de027ee0990a"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('8d7e1f54bf2b9ec334809f32-e48141d4519ffcb1', 1796097442065, 1, 1796096842021, 1, 2, 0, 0, NULL, 'e7da9d16-fce4-410d-a1eb-6d724c54a9c0', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-revived-1","messageId":"kept-revived-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-revived-1"},"receivedAt":"2026-12-01T03:47:21.897Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096841897,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('b881a98e983ca78273a549a7b7c6836519f5aa431bdfc02ab23f336cf85e1f43', 1796097441158, 1, 1796096841158, 1, 0, 0, 0, NULL, 'ebbca586-84e0-4840-ac51-c8381b634d46', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-1","messageId":"kept-waits-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-1"},"receivedAt":"2026-12-01T03:47:21.148Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096841148,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('e00182435b4a9e21d4ec39d57f467e39e26dbbaf3d883712c2a8ad8c8425d76c', 1796097441282, 2, 1796096841282, 1, 1, 0, 0, NULL, '19416e63-6cc0-4cd6-9581-8159131b1780', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-2","messageId":"kept-waits-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-2"},"receivedAt":"2026-12-01T03:47:21.264Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096841264,"mapping":"d3ec92541570"},{"event":{"type":"track","event":"Kept","userId":"user-of-kept-waits-4","messageId":"kept-waits-4","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-waits-4"},"receivedAt":"2026-12-01T03:47:21.264Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096841264,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('f472cb242414a8b4a1c282a3869da280bab6db12322eb41771ad851c73165f7b', 1796096870601, 1, 1796096870601, 0, 0, 0, 0, NULL, 'cb1f7fe1-7826-4f96-84d3-d629a15e9568', 'an operator holds the events of this partner', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-held-1","messageId":"kept-held-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-held-1"},"receivedAt":"2026-12-01T03:47:50.596Z"},"owed":[{"subscription":"Batches"}],"receivedAt":1796096870596,"mapping":"d3ec92541570"}]', 0, 0);
INSERT INTO "letter_marks" (mark, letter) VALUES ('2120dad47b4ff24e', '80678b4e5af1d09fa80ff8f3-23a17ca91f1a');
INSERT INTO "letter_marks" (mark, letter) VALUES ('47bb3f390ddc2871', '9ed2ee365504db707c8850e0-23cf8f771305');
INSERT INTO "letter_marks" (mark, letter) VALUES ('6befe12289fe59a8', 'a8dc26705192fe68aca03598-6377ccbbf989');
INSERT INTO "meta" (name, value) VALUES ('book of deletes', '{"stored":2,"FINISHED":1}');
INSERT INTO "meta" (name, value) VALUES ('book:', '{"letters erased":1}');
INSERT INTO "meta" (name, value) VALUES ('book:d3ec92541570', '{"stored":12,"cancelled":1,"revived":1,"poison":1,"erased":1}');
INSERT INTO "meta" (name, value) VALUES ('book:de027ee0990a', '{"stored":3}');
INSERT INTO "meta" (name, value) VALUES ('circuit', '{"state":"closed","failures":0,"rows":[]}');
INSERT INTO "meta" (name, value) VALUES ('circuitDeletes', '{"state":"closed","failures":0,"rows":[],"successAt":1796096842471}');
INSERT INTO "meta" (name, value) VALUES ('identity', '{"partner":"webhook","account":"default","customer":false,"own":["127.0.0.1"]}');
INSERT INTO "meta" (name, value) VALUES ('letters', '{"dead":3,"bytes":959,"cancelled":1}');
INSERT INTO "meta" (name, value) VALUES ('marks key', '"2172eddc8efd5400"');
INSERT INTO "meta" (name, value) VALUES ('not erased', '["28010e2ddb6433cb0d093773610d2242e4782ba425168e12cbb7e03182cc3098"]');
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
INSERT INTO "migrations" (version) VALUES (8);
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb6da3c000034074f5897471bf9', 1, '{"kind":"accepted","at":"2026-12-01T03:47:22.300Z","delete":"01a22fb6da3c000034074f5897471bf9","partner":"webhook","account":"default","mapping":"d3ec92541570","userId":"234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456","request":"sha256-bd779b52bc1ea919c2d72d114a903f8fb64b4bb05bcfa2868d475427ac1da953","n":1,"key":"made-up","link":"b430b4e4363fc44743baafe95b50ab4b2802ecbee52f0be718ee01230d0bbf22"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb6da3c000034074f5897471bf9', 2, '{"kind":"attempt","status":200,"outcome":"delivered","at":"2026-12-01T03:47:22.470Z","n":2,"key":"made-up","link":"14d8a511dbcdde902de11ca6cae114fd8a9c2aa1f79e8c9bfeefa6ff7755185d"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb6da3c000034074f5897471bf9', 3, '{"kind":"confirmed","at":"2026-12-01T03:47:22.470Z","n":3,"key":"made-up","link":"c0154377a3a27927b59a6bacac81cddcca6cff8112e7763db4dc69d1d448e77f"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb748ae0000034075566a1a8d0f', 1, '{"kind":"accepted","at":"2026-12-01T03:47:50.574Z","delete":"01a22fb748ae0000034075566a1a8d0f","partner":"webhook","account":"default","mapping":"d3ec92541570","userId":"b01e59ede4bc285703505b4ccaf8c1923be05b86739eed9942bf27e231b0ea49","request":"sha256-db65ee429dddea952736470e47328fad7a09dba6a850367b2ea9ebd3e01c20d8","n":1,"key":"made-up","link":"b8ab916e6105161956cfc66aa1144ef54a560974090a114b1c3b6611f99c1150"}');
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('1c202901fa9008381f69975c791ad963ef2d1303c5f7fa4bb3bc50488b8b40c4', 1796096842300, 0);
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('eb9d112622f9d56530cc0d7ccb4101f997a95fc37519ef559b5ad2f69403e02e', 1796096870574, 0);
CREATE INDEX dead_letters_at ON dead_letters (state, at, id, message_id, request);
CREATE INDEX dead_letters_unmarked ON dead_letters (id) WHERE subject IS NULL;
CREATE INDEX deletes_due ON deletes (phase, due, accepted_at, retried_at);
CREATE INDEX deletes_failed ON deletes (accepted_at) WHERE state = 'FAILED' AND phase = 'none' AND sealed IS NOT NULL;
CREATE INDEX deletes_subject ON deletes (coalesce(user_subject, anonymous_subject));
CREATE INDEX deletes_unannounced ON deletes (accepted_at) WHERE announced = 0 AND phase = 'none';
CREATE INDEX deletes_urgent ON deletes (phase, due) WHERE urgent = 1;
CREATE INDEX events_due ON events (due, owed, accepted_at, attempts, lease_until, parked, request);
CREATE INDEX events_parked ON events (due) WHERE parked = 1;
CREATE INDEX events_urgent ON events (due) WHERE urgent = 1;
CREATE INDEX letter_marks_letter ON letter_marks (letter);
CREATE INDEX tombstones_accepted ON tombstones (accepted_at);
CREATE TRIGGER letters_gone AFTER DELETE ON dead_letters BEGIN DELETE FROM letter_marks WHERE letter = OLD.id; END;
