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
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('631f75f3b04ba227bbcb5ec7-9fd59903cc97', 1796096860685, 'rejected: it is refused', 'Events', 'kept-refused-3', 'marked', 309, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-refused-3","messageId":"kept-refused-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-refused-3"},"receivedAt":"2026-12-01T03:47:40.678Z"},"owed":[{"subscription":"Events"}],"receivedAt":1796096860678,"mapping":"4b8737744e70"}', 'dead', '7c8bef59-fd98-4a81-8c76-a483277471ca', 1796096860681, 1);
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-2c6bdbaf2e7b7f29c2f0d33aaebd3971bc155ece4103eb534cab93637800a64e', '8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde', '01a22fb746de000004c2f1ba62af4504');
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-7781ba71dd0eb0ab748fb3c3d6944378455c36d5eaa94f5b1975fc68306f4ef9', 'af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768', '01a22fb7221500005e57719ad8b5eedd');
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb7221500005e57719ad8b5eedd', 'none', 1796096860859, 'FINISHED', 2, 0, 0, 1, 0, 0, 1796096860693, 0, 0, 1796096860859, 1, 'af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768', NULL, NULL, NULL, NULL, NULL, 0);
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb746de000004c2f1ba62af4504', 'submit', 1796096965000, 'INITIALIZED', 0, 0, 0, 0, 0, 0, 1796096870110, 0, 0, 0, 1, '8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde', NULL, NULL, NULL, NULL, 'h2rXW2iMSmSavTkEY98dJfIjjrLQCWMdDF3o1P3DIn/RznJxzZYKbBbHi/OyGdYbZONk01XshXtG4QK030wsPTNHUamT4UhSqyRadm3zAvTk1EiIvlxWaZeL07njzBOeDamIGMdtfkML3m31i2vOYPZUSITy1edLSy+uE4s9aB1Zy/bo+HM+rDPoI6MHTWpnEaSqOozHQM6eBFSkQ6i29Q==', 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('7b65cfef151f1ca8a600cc246942e3a58d9807ce3c69265b16a1368bc42a5852', 1796096867789, 1, 1796096860663, 4, 8, 0, 0, NULL, '92a009cf-d8c9-4878-a03b-96d417884015', 'the partner answered 500', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-3","messageId":"kept-customer-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-3"},"receivedAt":"2026-12-01T03:47:40.656Z"},"owed":[{"subscription":"Events"}],"receivedAt":1796096860656,"mapping":"4b8737744e70"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('8998d9253b4840cf9a716058de20e8b4b74576edbfbe046bb2e9925539d1c7a8', 1796096867441, 1, 1796096860673, 4, 8, 0, 0, NULL, 'acba7a2f-1a37-4520-8307-46c37b1da5d4', 'the partner answered 500', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-4","messageId":"kept-customer-4","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-4"},"receivedAt":"2026-12-01T03:47:40.667Z"},"owed":[{"subscription":"Events"}],"receivedAt":1796096860667,"mapping":"4b8737744e70"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('9b47ee244b3b5df46f6e599644f04db0f42245887574066d79f52ae915c44af1', 1796096871643, 1, 1796096860610, 4, 8, 0, 0, NULL, '5cdd417d-81b9-43f4-aa0d-0719e37cf608', 'the partner answered 500', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-1","messageId":"kept-customer-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-1"},"receivedAt":"2026-12-01T03:47:40.571Z"},"owed":[{"subscription":"Events"}],"receivedAt":1796096860571,"mapping":"4b8737744e70"}]', 0, 0);
INSERT INTO "letter_marks" (mark, letter) VALUES ('7d1c3986a348e1e0', '631f75f3b04ba227bbcb5ec7-9fd59903cc97');
INSERT INTO "meta" (name, value) VALUES ('book of deletes', '{"stored":2,"FINISHED":1}');
INSERT INTO "meta" (name, value) VALUES ('book:4b8737744e70', '{"stored":4,"erased":1}');
INSERT INTO "meta" (name, value) VALUES ('circuit', '{"state":"open","why":"failures","since":1796096866149,"probeAt":1796097466149,"probes":0,"version":"local"}');
INSERT INTO "meta" (name, value) VALUES ('circuitDeletes', '{"state":"closed","failures":0,"rows":[],"successAt":1796096860860}');
INSERT INTO "meta" (name, value) VALUES ('identity', '{"partner":"userpilot","account":"d844f91a4b981aa5335abe97042bdbbc","customer":true,"own":["127.0.0.1"]}');
INSERT INTO "meta" (name, value) VALUES ('letters', '{"dead":1,"bytes":309}');
INSERT INTO "meta" (name, value) VALUES ('marks key', '"2172eddc8efd5400"');
INSERT INTO "meta" (name, value) VALUES ('registered', 'true');
INSERT INTO "meta" (name, value) VALUES ('sealed', '"k3YtSjXMpA0ee/P3YFASMRrmIAMKemAQbC4RcW48cCT0Fz3Up1RRth8LlYtMsR/dbhEIaZmSPrqxWm7tOKW2NzIy++LjI1cW+K+5IEC8J9U="');
INSERT INTO "meta" (name, value) VALUES ('usedAt', '1796083200000');
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "migrations" (version) VALUES (3);
INSERT INTO "migrations" (version) VALUES (4);
INSERT INTO "migrations" (version) VALUES (5);
INSERT INTO "migrations" (version) VALUES (6);
INSERT INTO "migrations" (version) VALUES (7);
INSERT INTO "migrations" (version) VALUES (8);
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb7221500005e57719ad8b5eedd', 1, '{"kind":"accepted","at":"2026-12-01T03:47:40.693Z","delete":"01a22fb7221500005e57719ad8b5eedd","partner":"userpilot","account":"d844f91a4b981aa5335abe97042bdbbc","mapping":"4b8737744e70","userId":"af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768","request":"sha256-7781ba71dd0eb0ab748fb3c3d6944378455c36d5eaa94f5b1975fc68306f4ef9","n":1,"key":"made-up","link":"cace2392a79e00cdfac7f4ecb598f0279378dcca83ad2ab079fcc887000ea50e"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb7221500005e57719ad8b5eedd', 2, '{"kind":"attempt","status":200,"outcome":"delivered","at":"2026-12-01T03:47:40.859Z","n":2,"key":"made-up","link":"20df55feb4daffd685df38becedf702925a53f3aa60d28f6daf860d683612d08"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb7221500005e57719ad8b5eedd', 3, '{"kind":"confirmed","at":"2026-12-01T03:47:40.859Z","n":3,"key":"made-up","link":"80883ebcc6cac0565f991866e0740d065dde4b887d0ee75cdcc2feb7a19486ac"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb746de000004c2f1ba62af4504', 1, '{"kind":"accepted","at":"2026-12-01T03:47:50.110Z","delete":"01a22fb746de000004c2f1ba62af4504","partner":"userpilot","account":"d844f91a4b981aa5335abe97042bdbbc","mapping":"4b8737744e70","userId":"8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde","request":"sha256-2c6bdbaf2e7b7f29c2f0d33aaebd3971bc155ece4103eb534cab93637800a64e","n":1,"key":"made-up","link":"0b87f0aa83e1d2218e3f79096bda4b877c9813703bd2f502dbe0d23e7e64dc6e"}');
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('81288b7dfdf369239d2ce5a927ff449d11a6742b452611e5183aa3c826de6c37', 1796096860693, 0);
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('acd401ecf2b96befd72de1136981dda12e7b73b1b283d0782a99f5c9a8ce14fc', 1796096870110, 0);
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
