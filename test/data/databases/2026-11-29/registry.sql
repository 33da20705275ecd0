CREATE TABLE accounts (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       own INTEGER NOT NULL CHECK (own IN (0, 1)),
       registered_at INTEGER NOT NULL,
       reported_at INTEGER NOT NULL DEFAULT 0,
       gauges TEXT NOT NULL DEFAULT '{}',
       PRIMARY KEY (partner, account)
     ) WITHOUT ROWID;
CREATE TABLE alerts (
       id TEXT PRIMARY KEY,
       state TEXT NOT NULL CHECK (state IN ('pending', 'done')),
       kind TEXT NOT NULL,
       partner TEXT NOT NULL,
       at INTEGER NOT NULL,
       due INTEGER NOT NULL,
       attempts INTEGER NOT NULL DEFAULT 0,
       body TEXT NOT NULL
     ) WITHOUT ROWID;
CREATE TABLE "conditions" (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       kind TEXT NOT NULL CHECK (kind IN ('credential refused', 'circuit open', 'delete age', 'delete failed', 'dead letters', 'alarm lag', 'storage')),
       since INTEGER NOT NULL,
       n INTEGER NOT NULL,
       told_at INTEGER NOT NULL DEFAULT 0,
       told_level INTEGER NOT NULL DEFAULT 0,
       PRIMARY KEY (partner, account, kind)
     ) WITHOUT ROWID;
CREATE TABLE deletes (
       subject TEXT NOT NULL,
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       id TEXT NOT NULL,
       PRIMARY KEY (subject, partner, account, id)
     ) WITHOUT ROWID;
CREATE TABLE hours (
       at INTEGER NOT NULL,
       partner TEXT NOT NULL,
       name TEXT NOT NULL,
       n INTEGER NOT NULL CHECK (n > 0),
       PRIMARY KEY (at, partner, name)
     ) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE migrations (version INTEGER PRIMARY KEY);
CREATE TABLE minutes (
       at INTEGER NOT NULL,
       partner TEXT NOT NULL,
       name TEXT NOT NULL,
       n INTEGER NOT NULL CHECK (n > 0),
       PRIMARY KEY (at, partner, name)
     ) WITHOUT ROWID;
CREATE TABLE named (owner TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE pauses (
       partner TEXT NOT NULL,
       kind TEXT NOT NULL CHECK (kind IN ('events', 'deletes')),
       since INTEGER NOT NULL,
       PRIMARY KEY (partner, kind)
     ) WITHOUT ROWID;
CREATE TABLE tombstones (
       version INTEGER PRIMARY KEY,
       digest TEXT NOT NULL UNIQUE CHECK (LENGTH(digest) = 16),
       owner TEXT NOT NULL,
       accepted_at INTEGER NOT NULL
     );
CREATE TABLE totals (
       partner TEXT NOT NULL,
       name TEXT NOT NULL,
       n INTEGER NOT NULL CHECK (n > 0),
       PRIMARY KEY (partner, name)
     ) WITHOUT ROWID;
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges) VALUES ('ga4', 'default', 1, 1795961799691, 1795961799872, '{"pending":0,"parked":0,"dead":0,"rows":0,"oldestAt":0,"lagMs":2,"bytes":81920,"circuitEvents":0,"circuitDeletes":0,"deletes":1,"deletesOldestAt":1795961799680,"deletesFailed":0}');
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges) VALUES ('mixpanel', 'default', 1, 1795961773845, 1795961809503, '{"pending":8,"parked":0,"dead":3,"rows":4,"oldestAt":1795961780997,"lagMs":26,"bytes":98304,"circuitEvents":0,"circuitDeletes":0,"deletes":7,"deletesOldestAt":1795961786635,"deletesFailed":1}');
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges) VALUES ('userpilot', 'd844f91a4b981aa5335abe97042bdbbc', 0, 1795961798778, 1795961809219, '{"pending":4,"parked":0,"dead":1,"rows":4,"oldestAt":1795961798769,"lagMs":32,"bytes":81920,"circuitEvents":1,"circuitDeletes":0,"deletes":1,"deletesOldestAt":1795961809137,"deletesFailed":0}');
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges) VALUES ('webhook', 'default', 1, 1795961778607, 1795961807447, '{"pending":11,"parked":0,"dead":3,"rows":7,"oldestAt":1795961778584,"lagMs":19,"bytes":86016,"circuitEvents":0,"circuitDeletes":0,"deletes":0,"deletesOldestAt":0,"deletesFailed":0}');
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_00bd5225a34e4f1ba54217bac205ea9e', 'pending', 'delete failed', 'mixpanel', 1795961784642, 1795961818468, 6, '{"type":"delete_failed","partner":"mixpanel","count":1,"accounts":["default"],"since":"2026-11-29T14:16:24.586Z","at":"2026-11-29T14:16:24.642Z","message":"1 user delete at mixpanel (1 account) failed: the user may still be there, an operator has to retry or cancel it. Since 2026-11-29T14:16:24.586Z, at: default."}');
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_b562e14185b74bc091bb6a16d9109752', 'done', 'dead letters', 'userpilot', 1795961798971, 1795961798971, 0, '{"type":"dead_letters","partner":"userpilot","count":1,"accounts":["d844f91a4b981aa5335abe97042bdbbc"],"since":"2026-11-29T14:16:38.930Z","at":"2026-11-29T14:16:38.971Z","message":"userpilot will not get 1 delivery of 1 account: they are dead letters, to be looked at and retried or cancelled. Since 2026-11-29T14:16:38.930Z, at: d844f91a4b981aa5335abe97042bdbbc."}');
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_de4af09f065744d696776a1857002c65', 'done', 'dead letters', 'webhook', 1795961780207, 1795961780207, 0, '{"type":"dead_letters","partner":"webhook","count":1,"accounts":["default"],"since":"2026-11-29T14:16:20.149Z","at":"2026-11-29T14:16:20.207Z","message":"webhook will not get 2 deliveries of 1 account: they are dead letters, to be looked at and retried or cancelled. Since 2026-11-29T14:16:20.149Z, at: default."}');
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_fb6d173c19684fce91c3d78bbf23c5fa', 'done', 'dead letters', 'mixpanel', 1795961777317, 1795961777317, 0, '{"type":"dead_letters","partner":"mixpanel","count":1,"accounts":["default"],"since":"2026-11-29T14:16:17.257Z","at":"2026-11-29T14:16:17.317Z","message":"mixpanel will not get 1 delivery of 1 account: they are dead letters, to be looked at and retried or cancelled. Since 2026-11-29T14:16:17.257Z, at: default."}');
INSERT INTO "conditions" (partner, account, kind, since, n, told_at, told_level) VALUES ('mixpanel', 'default', 'dead letters', 1795961778472, 2, 0, 0);
INSERT INTO "conditions" (partner, account, kind, since, n, told_at, told_level) VALUES ('mixpanel', 'default', 'delete failed', 1795961786575, 3, 0, 0);
INSERT INTO "conditions" (partner, account, kind, since, n, told_at, told_level) VALUES ('userpilot', 'd844f91a4b981aa5335abe97042bdbbc', 'circuit open', 1795961799563, 1, 0, 0);
INSERT INTO "conditions" (partner, account, kind, since, n, told_at, told_level) VALUES ('webhook', 'default', 'dead letters', 1795961780615, 3, 0, 0);
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('0e9bc57b6c209c702d326784934d2041d44b40aa491362ad2d04af65242dcd3f', 'mixpanel', 'default', '01a227aa110b00004b6133b4f021af94');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456', 'webhook', 'default', '01a227a9f9d300003cb01520a4d6c8b8');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('2958523dc90fac27cadd09b504db7470c86b21081642873350f910db206fcd3c', 'mixpanel', 'default', '01a227aa3fdd0000c6afe1612181f039');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('512624730a0b73490fc47883e789608ce7e66b18ecaec5c559d8d151194dd6ef', 'mixpanel', 'default', '01a227aa37f40000a695955b2f532b81');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('6894387754e6eb204af4943f343a16c9047ee5e62f5a84536ba67f59da21956a', 'mixpanel', 'default', '01a227a9fca100003b88047289d573fb');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('69ea3d0c7c11ab10afbdad8e0c1f8902552d240b35d5159b1ed25eba8e628aa0', 'mixpanel', 'default', '01a227aa09910000985c2f37f26fa359');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('70f5c336c0a7f447f67edb486c74426ba359f7e5cd65150167b3e394a06c2f24', 'mixpanel', 'default', '01a227aa014d0000a6b7d2451777c96d');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('89a933f86abbc884b2d7d9f75a7097bfec731790098270128a78ce194ac94d63', 'mixpanel', 'default', '01a227aa2c4f000065c6d5cd4b406107');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde', 'userpilot', 'd844f91a4b981aa5335abe97042bdbbc', '01a227aa68f10000ffc84681ba72014e');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('8b4131c23b0528580db3409dd2067b35f6afb89f734b126858343196f1567c55', 'mixpanel', 'default', '01a227a9f1d0000000906e63a6572cc2');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('97efbf32b0170045e91d9e67a0d9cfe9ebd835d7211855ec58b1ef237d19747c', 'mixpanel', 'default', '01a227aa684400004bc0aed9f47f0583');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('9be24dcdb2dad73f43e02172651d3a42a8676c0009c7e3c2b51806636757410b', 'mixpanel', 'default', '01a227aa3be1000039386f5da087ff98');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('a86f68110c8bef6596f20f69b5bdb81d27d4adc02ae562e0466450534f928521', 'ga4', 'default', '01a227aa44000000b47221fe33248d40');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768', 'userpilot', 'd844f91a4b981aa5335abe97042bdbbc', '01a227aa40f10000f0fade0e08d7bc3c');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('d40fdc0690ed315c627f94d3cbf2703d7408360da43d23702869331cd4ae6be4', 'mixpanel', 'default', '01a227aa1ca200008da05da6b2900a7c');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('e7b8edb0a681d821464d41dd9773393fe1f4b3d1667356c2fa2d5e572014e003', 'mixpanel', 'default', '01a227aa28750000830ca0f0ba9051ae');
INSERT INTO "hours" (at, partner, name, n) VALUES (1795957200000, 'webhook', 'events.delivered', 7);
INSERT INTO "meta" (name, value) VALUES ('rolled_to', 1795960800000);
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795959000000, 'webhook', 'events.delivered', 7);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'ga4', 'attempts.retryable', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'ga4', 'events.queued', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'attempts.delivered', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'attempts.pending', 9);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'attempts.rejected', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'attempts.resubmit', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'attempts.retryable', 15);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'attempts.split', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'deletes.FAILED', 4);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'deletes.FINISHED', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'deliveries.given up', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'deliveries.mapping changed', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'deliveries.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'events.queued', 20);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'mixpanel', 'events.rejected', 2);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'userpilot', 'attempts.delivered', 2);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'userpilot', 'attempts.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'userpilot', 'attempts.retryable', 9);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'userpilot', 'deletes.FINISHED', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'userpilot', 'deliveries.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'userpilot', 'events.delivered', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'userpilot', 'events.queued', 6);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'userpilot', 'events.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'attempts.delivered', 5);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'attempts.rejected', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'attempts.retryable', 10);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'attempts.split', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'deletes.FINISHED', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'deliveries.cancelled', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'deliveries.letters erased', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'deliveries.poison', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'deliveries.rejected', 4);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'deliveries.revived', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'events.delivered', 4);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'events.invalid', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'events.queued', 14);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1795961760000, 'webhook', 'events.rejected', 3);
INSERT INTO "pauses" (partner, kind, since) VALUES ('webhook', 'events', 1795961809728);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961780714000, '1c202901fa900838', 'webhook/default', 1795961780691);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961781422000, 'dce8552b262eb4cd', 'mixpanel/default', 1795961781409);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961782614000, 'a485f0dd40d851e5', 'mixpanel/default', 1795961782605);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961784751000, 'f60678f21ae28e5c', 'mixpanel/default', 1795961784721);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961786659000, '0c194da6d989094b', 'mixpanel/default', 1795961786635);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961789632000, '6e45c8a163cc4eec', 'mixpanel/default', 1795961789602);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961792651000, '669cfe7c8a2d9a13', 'mixpanel/default', 1795961792629);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961793635000, 'a1654b6ec48a7cc3', 'mixpanel/default', 1795961793615);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961796621000, '82c2bb867e8faa03', 'mixpanel/default', 1795961796596);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961797627000, 'a16d66b8f7056b1c', 'mixpanel/default', 1795961797601);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961798921000, '81288b7dfdf36923', 'userpilot/d844f91a4b981aa5335abe97042bdbbc', 1795961798897);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961799715000, '5c3e708faeadf8e5', 'ga4/default', 1795961799680);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961809077000, '37634ef2bcfb2ae1', 'mixpanel/default', 1795961809063);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1795961809182000, 'acd401ecf2b96bef', 'userpilot/d844f91a4b981aa5335abe97042bdbbc', 1795961809137);
INSERT INTO "totals" (partner, name, n) VALUES ('webhook', 'events.delivered', 7);
CREATE INDEX deletes_account ON deletes (partner, account, id);
