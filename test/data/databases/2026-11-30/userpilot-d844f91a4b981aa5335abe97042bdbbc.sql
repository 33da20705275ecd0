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
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('6dee5bbd1ec95c2b3d6c61d8-4e2fbb71a333', 1796096808597, 'rejected: it is refused', 'Events', 'kept-refused-3', 'marked', 309, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-refused-3","messageId":"kept-refused-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-refused-3"},"receivedAt":"2026-12-01T03:46:48.588Z"},"owed":[{"subscription":"Events"}],"receivedAt":1796096808588,"mapping":"4b8737744e70"}', 'dead', 'a03b46b7-49fd-4e45-a75a-4b4c8e18ab09', 1796096808592, 1);
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-2c6bdbaf2e7b7f29c2f0d33aaebd3971bc155ece4103eb534cab93637800a64e', '8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde', '01a22fb688f70000473f66a3fc979352');
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-7781ba71dd0eb0ab748fb3c3d6944378455c36d5eaa94f5b1975fc68306f4ef9', 'af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768', '01a22fb6569f0000529e0775f58a7640');
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb6569f0000529e0775f58a7640', 'none', 1796096808749, 'FINISHED', 2, 0, 0, 1, 0, 0, 1796096808607, 0, 0, 1796096808749, 1, 'af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768', NULL, NULL, NULL, NULL, NULL, 0);
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb688f70000473f66a3fc979352', 'submit', 1796096915000, 'INITIALIZED', 0, 0, 0, 0, 0, 0, 1796096821495, 0, 0, 0, 1, '8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde', NULL, NULL, NULL, NULL, 'aR4HbC28wDd1APr8hUfTg6VIU9h6BnYT/cisCo0m68EEwDkvJnheEc0urmCY3ixyK4eg+uIjvtHT8FqUQ1LJwyn80hfwTGzdG7rmDDMAVZWI4Bo08kl10t4uv/T30ywO7j+jHpCnzxodfUTI5UsWQLnG4iu2cehDGRA/Qax7ol/hrrWMjRRXzBv4P2dODn/fOj0RA8o15Ic1sr28DcMJyQ==', 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('4d9035f71aa0f873f3628d1bfd456aafd45b5874eb8e3f3830b2abc8a1f6f7e5', 1796096815813, 1, 1796096808568, 4, 8, 0, 0, NULL, '8b88d77c-042c-4ef4-be4c-eae34140d3cc', 'the partner answered 500', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-4","messageId":"kept-customer-4","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-4"},"receivedAt":"2026-12-01T03:46:48.560Z"},"owed":[{"subscription":"Events"}],"receivedAt":1796096808560,"mapping":"4b8737744e70"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('72af4a19f80b9bf15abd63e1e55f2c61254d75147b80af3b16d6bba50034a98e', 1796096817678, 1, 1796096808506, 4, 8, 0, 0, NULL, '9b97aa20-f506-4deb-a03f-1b6bcecc1f6f', 'the partner answered 500', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-1","messageId":"kept-customer-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-1"},"receivedAt":"2026-12-01T03:46:48.474Z"},"owed":[{"subscription":"Events"}],"receivedAt":1796096808474,"mapping":"4b8737744e70"}]', 0, 0);
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body, parked, urgent) VALUES ('b74fb22eca61737531d298b187440c325ed854acbdbc9de357b3b4c58834f845', 1796096822547, 1, 1796096808551, 5, 10, 0, 0, NULL, '798a05c0-5037-4020-94ce-b1f879dabdee', 'the partner answered 500', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-3","messageId":"kept-customer-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-3"},"receivedAt":"2026-12-01T03:46:48.542Z"},"owed":[{"subscription":"Events"}],"receivedAt":1796096808542,"mapping":"4b8737744e70"}]', 0, 0);
INSERT INTO "letter_marks" (mark, letter) VALUES ('7d1c3986a348e1e0', '6dee5bbd1ec95c2b3d6c61d8-4e2fbb71a333');
INSERT INTO "meta" (name, value) VALUES ('book of deletes', '{"stored":2,"FINISHED":1}');
INSERT INTO "meta" (name, value) VALUES ('book:4b8737744e70', '{"stored":4,"erased":1}');
INSERT INTO "meta" (name, value) VALUES ('circuit', '{"state":"open","why":"failures","since":1796096814245,"probeAt":1796097414245,"probes":0,"version":"local"}');
INSERT INTO "meta" (name, value) VALUES ('circuitDeletes', '{"state":"closed","failures":0,"rows":[],"successAt":1796096808750}');
INSERT INTO "meta" (name, value) VALUES ('identity', '{"partner":"userpilot","account":"d844f91a4b981aa5335abe97042bdbbc","customer":true,"own":["127.0.0.1"]}');
INSERT INTO "meta" (name, value) VALUES ('letters', '{"dead":1,"bytes":309}');
INSERT INTO "meta" (name, value) VALUES ('marks key', '"2172eddc8efd5400"');
INSERT INTO "meta" (name, value) VALUES ('registered', 'true');
INSERT INTO "meta" (name, value) VALUES ('sealed', '"cJxbfjqsdGuHNGhs2dIoXpssm8U4PvM1UCmMj6N6B07C8kq6WtNMMkzeGrcEEW1bdX6uukl4FYz/gXftkuZ5AFGJxNthg3u7F1cdN6QC/4Y="');
INSERT INTO "meta" (name, value) VALUES ('usedAt', '1796083200000');
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "migrations" (version) VALUES (3);
INSERT INTO "migrations" (version) VALUES (4);
INSERT INTO "migrations" (version) VALUES (5);
INSERT INTO "migrations" (version) VALUES (6);
INSERT INTO "migrations" (version) VALUES (7);
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb6569f0000529e0775f58a7640', 1, '{"kind":"accepted","at":"2026-12-01T03:46:48.607Z","delete":"01a22fb6569f0000529e0775f58a7640","partner":"userpilot","account":"d844f91a4b981aa5335abe97042bdbbc","mapping":"4b8737744e70","userId":"af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768","request":"sha256-7781ba71dd0eb0ab748fb3c3d6944378455c36d5eaa94f5b1975fc68306f4ef9","n":1,"key":"made-up","link":"533836a8d300c1bf8a089c1a2439e7a61df3ac882e7dc9da8cf4b9cd588364ec"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb6569f0000529e0775f58a7640', 2, '{"kind":"attempt","status":200,"outcome":"delivered","at":"2026-12-01T03:46:48.749Z","n":2,"key":"made-up","link":"9facd5a36a8ab2308d57ceba8ad052106595b5d82e5b39b55743952c58e5039f"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb6569f0000529e0775f58a7640', 3, '{"kind":"confirmed","at":"2026-12-01T03:46:48.749Z","n":3,"key":"made-up","link":"854e7b55f8587e4d3e2e44050d46d07bee847ce5f3ab8dd3c7cf81d6d4ede547"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb688f70000473f66a3fc979352', 1, '{"kind":"accepted","at":"2026-12-01T03:47:01.495Z","delete":"01a22fb688f70000473f66a3fc979352","partner":"userpilot","account":"d844f91a4b981aa5335abe97042bdbbc","mapping":"4b8737744e70","userId":"8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde","request":"sha256-2c6bdbaf2e7b7f29c2f0d33aaebd3971bc155ece4103eb534cab93637800a64e","n":1,"key":"made-up","link":"f3f940190cb447c4f34d11b52381bfa18ffb7fca26e3af6483a087e06b1b28d6"}');
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('81288b7dfdf369239d2ce5a927ff449d11a6742b452611e5183aa3c826de6c37', 1796096808607, 1);
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('acd401ecf2b96befd72de1136981dda12e7b73b1b283d0782a99f5c9a8ce14fc', 1796096821495, 1);
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
