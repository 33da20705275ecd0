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
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-0c905c3aa5f91df8f1a2f58d1bea1694cadd14c4f86ad29a02c3e285577aa92c', 'a86f68110c8bef6596f20f69b5bdb81d27d4adc02ae562e0466450534f928521', '01a22fb737c9000027febe60aa834054');
INSERT INTO "delete_requests" (request, subject, delete_id) VALUES ('sha256-481ce5c13f2905f194f3d882928d549c019709d4f5aef1ef32b465168ee2dcc4', '2958523dc90fac27cadd09b504db7470c86b21081642873350f910db206fcd3c', '01a22fb7387b0000a56126147b20dd95');
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb737c9000027febe60aa834054', 'submit', 1796097466411, 'RUNNING', 2, 0, 0, 1, 0, 0, 1796096866249, 0, 0, 0, 1, 'a86f68110c8bef6596f20f69b5bdb81d27d4adc02ae562e0466450534f928521', NULL, 'the partner answered 503', NULL, NULL, 'XYP23Tfmzqxn4caY7phW4eehQba+oVImO+f36XW4O032pZZRwAw2mpw6VhBR7+X2+SDPQGNhiFwGNln5czGUVO0ROAgqkoEj/fXmdkk9z1srt/R9t48Dlhs3nTVzJakDzwQ8mzLwwpekK872pvVOQhhEGQmOa4T2Y696/LdzcCom3ugL6gz72WPcb5XQF5ZjSAS9yi/f', 0);
INSERT INTO "deletes" (id, phase, due, state, fence, lease_until, strikes, attempts, polls, resubmits, accepted_at, submitted_at, retried_at, ended_at, announced, user_subject, anonymous_subject, reason, call, answers, sealed, urgent) VALUES ('01a22fb7387b0000a56126147b20dd95', 'none', 1796096866427, 'INVALID', 0, 0, 0, 0, 0, 0, 1796096866427, 0, 0, 1796096866427, 1, NULL, '2958523dc90fac27cadd09b504db7470c86b21081642873350f910db206fcd3c', 'userId is required', NULL, NULL, NULL, 0);
INSERT INTO "meta" (name, value) VALUES ('book of deletes', '{"stored":1}');
INSERT INTO "meta" (name, value) VALUES ('circuitDeletes', '{"state":"closed","failures":1,"rows":["01a22fb737c9000027febe60aa834054"]}');
INSERT INTO "meta" (name, value) VALUES ('identity', '{"partner":"ga4","account":"default","customer":false,"own":["127.0.0.1"]}');
INSERT INTO "meta" (name, value) VALUES ('marks key', '"2172eddc8efd5400"');
INSERT INTO "meta" (name, value) VALUES ('registered', 'true');
INSERT INTO "meta" (name, value) VALUES ('token:e0eaa09e2f8aa3587ef1decb', '"zj/qhF1U+u5TeWjGO2HnnNPUej5tB/0pE8XX8Yv6Dm1TGdPY8+BlFPBWQswsPGxU5K6wKGYU+YcAn+wmd30h5gc/RlTc77LaNY1BK2lAVEMJSh8x+L5wI96GeZC5KTQRJwWubXeW/ZQjv05HV2uSGgRx1L1XRzTh1eJb3QtZcCCId6XWc55LnRAUUTwo2cUuUtumnJbS3L1RttHXcAYWNu6YmCCuZAtItW5kLO/IdeQGhlUH8S+3e8IGmt+Y8lTAutPS7XqETF6Il4KOdmIPgcGm9GTC0JqApfI6"');
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "migrations" (version) VALUES (3);
INSERT INTO "migrations" (version) VALUES (4);
INSERT INTO "migrations" (version) VALUES (5);
INSERT INTO "migrations" (version) VALUES (6);
INSERT INTO "migrations" (version) VALUES (7);
INSERT INTO "migrations" (version) VALUES (8);
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb737c9000027febe60aa834054', 1, '{"kind":"accepted","at":"2026-12-01T03:47:46.249Z","delete":"01a22fb737c9000027febe60aa834054","partner":"ga4","account":"default","mapping":"872f44269bef","userId":"a86f68110c8bef6596f20f69b5bdb81d27d4adc02ae562e0466450534f928521","request":"sha256-0c905c3aa5f91df8f1a2f58d1bea1694cadd14c4f86ad29a02c3e285577aa92c","n":1,"key":"made-up","link":"a8152ac7b8137153c3d9fb591fe86614997cef8a683fca004f5a257427864bd0"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb737c9000027febe60aa834054', 2, '{"kind":"attempt","status":503,"outcome":"retryable","reason":"the partner answered 503","at":"2026-12-01T03:47:46.411Z","n":2,"key":"made-up","link":"326aeeb331f63c447bf2c1194344c96d5ec424887e3822efe018c4ea68cc05c4"}');
INSERT INTO "receipts" (delete_id, n, entry) VALUES ('01a22fb7387b0000a56126147b20dd95', 1, '{"kind":"invalid","at":"2026-12-01T03:47:46.427Z","delete":"01a22fb7387b0000a56126147b20dd95","partner":"ga4","account":"default","mapping":"872f44269bef","anonymousId":"2958523dc90fac27cadd09b504db7470c86b21081642873350f910db206fcd3c","request":"sha256-481ce5c13f2905f194f3d882928d549c019709d4f5aef1ef32b465168ee2dcc4","reason":"userId is required","n":1,"key":"made-up","link":"2a199d2ff3dc2c04b146cc77bd0d14fba27e822087a4649cecf38f45fcd5ed64"}');
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('5c3e708faeadf8e52012b96757c947dddfa730e263ddeea7f6b0e1a90fbf9baa', 1796096866249, 0);
INSERT INTO "tombstones" (subject, accepted_at, announced) VALUES ('e4d4fd7b6e29eabc2d2b037971e0086abf9b1e1cb346feac3c2f89690e6aa1d2', 1796096866427, 0);
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
