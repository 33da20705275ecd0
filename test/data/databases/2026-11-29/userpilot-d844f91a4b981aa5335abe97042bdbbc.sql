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
INSERT INTO "dead_letters" (id, at, reason, subscription, message_id, subject, bytes, entry, state, request, accepted_at, attempts) VALUES ('bc8dec292e2f4ab038e34a42-51789cf9685a', 1795961798883, 'rejected: it is refused', 'Events', 'kept-refused-3', 'marked', 309, '{"event":{"type":"track","event":"Kept","userId":"user-of-kept-refused-3","messageId":"kept-refused-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-refused-3"},"receivedAt":"2026-11-29T14:16:38.861Z"},"owed":[{"subscription":"Events"}],"receivedAt":1795961798861,"mapping":"32c30064ef9f"}', 'dead', '8da9be31-7853-4fff-a6d2-824ddee18c22', 1795961798876, 1);
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('delete-of-kept-customer-2', '8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde', '01a227aa68f10000ffc84681ba72014e');
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('delete-of-kept-gone', 'af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768', '01a227aa40f10000f0fade0e08d7bc3c');
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed) VALUES ('01a227aa40f10000f0fade0e08d7bc3c', 'none', 1795961799055, 'FINISHED', 1, 0, 0, 0, 0, 0, 1795961798897, 0, 0, 1795961799055, 1, 'af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768', NULL, NULL, NULL, NULL, NULL);
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed) VALUES ('01a227aa68f10000ffc84681ba72014e', 'submit', 1795961900000, 'INITIALIZED', 0, 0, 0, 0, 0, 0, 1795961809137, 0, 0, 0, 1, '8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde', NULL, NULL, NULL, NULL, 'GmGq6XAq00Hz+C4PkdmIpSyg8P8pMD4d1cRR4SzZZ6q4kYPjvV3tA8mrZty0X+MNTI027Mfp+VYS2WJVFBK66yf9wJpIgmqSXRTS93/vjjbNvB3iSHtdWG72FSVgf051BQKBt+fYK2ZikNiwvE2MFRmAIBlN+xFAix7d2CYgBD+5hQb+eYufN0SjNO+RbSFomOO5iA/H1TNzXaTvX3+SXQ==');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('5a91ed55a56b1f4ac235be9417a4f4923b866f67d59255cccbb49320148dcd34', 1795962399463, 1, 1795961798851, 1, 2, 0, 0, NULL, '8f060572-451a-454a-8288-9256044c70f1', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-4","messageId":"kept-customer-4","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-4"},"receivedAt":"2026-11-29T14:16:38.839Z"},"owed":[{"subscription":"Events"}],"receivedAt":1795961798839,"mapping":"32c30064ef9f"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('7f79e57dbab8995cb7e9b3888913e4a387b8747d83193ae32abeece04eebef27', 1795962399563, 1, 1795961798769, 2, 4, 0, 0, NULL, '6a09046e-7d8f-465a-8f39-3cd21f2d144a', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-1","messageId":"kept-customer-1","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-1"},"receivedAt":"2026-11-29T14:16:38.720Z"},"owed":[{"subscription":"Events"}],"receivedAt":1795961798720,"mapping":"32c30064ef9f"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('b2b2e5779eed12b2d169634e6414bc4d4f3a9f0036f4032a99b63e6f07c46d42', 1795962399366, 1, 1795961798824, 1, 2, 0, 0, NULL, '48885cfc-6dce-4086-b13e-43f06db2542f', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-3","messageId":"kept-customer-3","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-3"},"receivedAt":"2026-11-29T14:16:38.817Z"},"owed":[{"subscription":"Events"}],"receivedAt":1795961798817,"mapping":"32c30064ef9f"}]');
INSERT INTO "events" (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, hold, request, reason, body) VALUES ('c1cb072a199498ec05d5c590747e05de9107841a0b0aba2d0bbef48c44484568', 1795962399258, 1, 1795961798803, 1, 2, 0, 0, NULL, '6b4a7d9c-86a7-4c77-9ea5-3aec751283f3', 'busy', '[{"event":{"type":"track","event":"Kept","userId":"user-of-kept-customer-2","messageId":"kept-customer-2","timestamp":"2026-11-01T10:00:00.000Z","properties":{"mark":"kept-customer-2"},"receivedAt":"2026-11-29T14:16:38.796Z"},"owed":[{"subscription":"Events"}],"receivedAt":1795961798796,"mapping":"32c30064ef9f"}]');
INSERT INTO "letter_marks" (mark, letter) VALUES ('7d1c3986a348e1e0', 'bc8dec292e2f4ab038e34a42-51789cf9685a');
INSERT INTO "meta" (name, value) VALUES ('circuit', '{"state":"open","why":"failures","since":1795961799563,"probeAt":1795962399563,"probes":0,"version":"local"}');
INSERT INTO "meta" (name, value) VALUES ('circuitDeletes', '{"state":"closed","failures":0,"rows":[]}');
INSERT INTO "meta" (name, value) VALUES ('counts', '{"rejected":1}');
INSERT INTO "meta" (name, value) VALUES ('deleteCounts', '{"FINISHED":1}');
INSERT INTO "meta" (name, value) VALUES ('identity', '{"partner":"userpilot","account":"d844f91a4b981aa5335abe97042bdbbc","customer":true,"own":["127.0.0.1"]}');
INSERT INTO "meta" (name, value) VALUES ('registered', 'true');
INSERT INTO "meta" (name, value) VALUES ('sealed', '"mPRzseC8XRZ72BJzEBo/LcqnYWf2YxCrr4FivvQkEwufPRgfGeb065mECLRnDJatXKz1UnwGLXJCuYsn58OsF9DGL+EiHbJp16YZrjILWYs="');
INSERT INTO "meta" (name, value) VALUES ('told', '{"rejected":1}');
INSERT INTO "meta" (name, value) VALUES ('toldDeletes', '{"FINISHED":1}');
INSERT INTO "meta" (name, value) VALUES ('usedAt', '1795910400000');
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "migrations" (version) VALUES (3);
INSERT INTO "migrations" (version) VALUES (4);
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227aa40f10000f0fade0e08d7bc3c', 1, '{"kind":"accepted","at":"2026-11-29T14:16:38.897Z","delete":"01a227aa40f10000f0fade0e08d7bc3c","partner":"userpilot","account":"d844f91a4b981aa5335abe97042bdbbc","mapping":"32c30064ef9f","userId":"af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768","request":"delete-of-kept-gone","n":1,"key":"made-up","link":"320c8525261230e8d9bad350537bbc52e023e2baf0357cdf91167af0a0cb0629"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227aa40f10000f0fade0e08d7bc3c', 2, '{"kind":"attempt","status":200,"outcome":"delivered","at":"2026-11-29T14:16:39.055Z","n":2,"key":"made-up","link":"38a539d9a1e1591fc2b2e087b380944858a4ac242aa4ca604c069962c138c060"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227aa40f10000f0fade0e08d7bc3c', 3, '{"kind":"confirmed","at":"2026-11-29T14:16:39.055Z","n":3,"key":"made-up","link":"e4b7f76488ac34448f0c97c7d9d6f45358025000fcb3e7f3b8e1e2cef67aae63"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a227aa68f10000ffc84681ba72014e', 1, '{"kind":"accepted","at":"2026-11-29T14:16:49.137Z","delete":"01a227aa68f10000ffc84681ba72014e","partner":"userpilot","account":"d844f91a4b981aa5335abe97042bdbbc","mapping":"32c30064ef9f","userId":"8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde","request":"delete-of-kept-customer-2","n":1,"key":"made-up","link":"1ca51afa91b5cd56db4b58f4100670e81482e07fcfd5ac7b3b8bbbd7d1a8cac0"}');
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('81288b7dfdf369239d2ce5a927ff449d11a6742b452611e5183aa3c826de6c37', 1795961798897, 1);
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('acd401ecf2b96befd72de1136981dda12e7b73b1b283d0782a99f5c9a8ce14fc', 1795961809137, 1);
CREATE INDEX dead_letters_at ON dead_letters (at);
CREATE INDEX dead_letters_unmarked ON dead_letters (id) WHERE subject IS NULL;
CREATE INDEX deletes_announced ON deletes (announced) WHERE announced = 0;
CREATE INDEX deletes_anonymous ON deletes (anonymous_subject);
CREATE INDEX deletes_due ON deletes (phase, due);
CREATE INDEX deletes_user ON deletes (user_subject);
CREATE INDEX events_due ON events (due, owed, accepted_at, attempts);
CREATE INDEX letter_marks_letter ON letter_marks (letter);
CREATE TRIGGER letters_gone AFTER DELETE ON dead_letters BEGIN DELETE FROM letter_marks WHERE letter = OLD.id; END;
