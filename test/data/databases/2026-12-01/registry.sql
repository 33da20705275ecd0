CREATE TABLE accounts (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       own INTEGER NOT NULL CHECK (own IN (0, 1)),
       registered_at INTEGER NOT NULL,
       reported_at INTEGER NOT NULL DEFAULT 0,
       gauges TEXT NOT NULL DEFAULT '{}', books TEXT NOT NULL DEFAULT '{}',
       PRIMARY KEY (partner, account)
     ) WITHOUT ROWID;
CREATE TABLE active_accounts (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       at INTEGER NOT NULL,
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
CREATE TABLE books (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       mapping TEXT NOT NULL,
       name TEXT NOT NULL,
       n INTEGER NOT NULL CHECK (n > 0),
       at INTEGER NOT NULL,
       PRIMARY KEY (partner, account, mapping, name)
     ) WITHOUT ROWID;
CREATE TABLE "conditions" (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       kind TEXT NOT NULL,
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
CREATE TABLE past_deletes (partner TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (partner, account)) WITHOUT ROWID;
CREATE TABLE pauses (
       partner TEXT NOT NULL,
       kind TEXT NOT NULL CHECK (kind IN ('events', 'deletes')),
       since INTEGER NOT NULL,
       PRIMARY KEY (partner, kind)
     ) WITHOUT ROWID;
CREATE TABLE tombstone_keys (key TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
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
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges, books) VALUES ('ga4', 'default', 1, 1796096866282, 1796096866435, '{"pending":0,"parked":0,"dead":0,"deadBytes":0,"rows":0,"oldestAt":0,"lagMs":4,"bytes":114688,"circuitEvents":0,"circuitDeletes":0,"deletes":1,"deletesOldestAt":1796096866249,"deletesFailed":0}', '{"":{"deletes.stored":1}}');
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges, books) VALUES ('mixpanel', 'default', 1, 1796096837165, 1796096870279, '{"pending":8,"parked":0,"dead":3,"deadBytes":1098,"rows":4,"oldestAt":1796096837158,"lagMs":8,"bytes":131072,"circuitEvents":0,"circuitDeletes":0,"deletes":7,"deletesOldestAt":1796096848503,"deletesFailed":1}', '{"11e8322187d8":{"deliveries.stored":9,"deliveries.items rejected":1,"deliveries.erased":1},"61a794d2027d":{"deliveries.stored":1,"deliveries.given up":1},"":{"deletes.stored":10,"deletes.FINISHED":1,"deletes.FAILED":3,"deletes.cancelled":1,"deletes.revived":1,"deletes.joined":1}}');
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges, books) VALUES ('userpilot', 'd844f91a4b981aa5335abe97042bdbbc', 0, 1796096860618, 1796096870142, '{"pending":3,"parked":0,"dead":1,"deadBytes":309,"rows":3,"oldestAt":1796096860610,"lagMs":19,"bytes":114688,"circuitEvents":1,"circuitDeletes":0,"deletes":1,"deletesOldestAt":1796096870110,"deletesFailed":0}', '{"4b8737744e70":{"deliveries.stored":4,"deliveries.erased":1},"":{"deletes.stored":2,"deletes.FINISHED":1}}');
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges, books) VALUES ('webhook', 'default', 1, 1796096840144, 1796096869545, '{"pending":11,"parked":0,"dead":3,"deadBytes":959,"rows":7,"oldestAt":1796096840138,"lagMs":5,"bytes":126976,"circuitEvents":0,"circuitDeletes":0,"deletes":0,"deletesOldestAt":0,"deletesFailed":0}', '{"":{"deliveries.letters erased":1,"deletes.stored":1,"deletes.FINISHED":1},"d3ec92541570":{"deliveries.stored":9,"deliveries.cancelled":1,"deliveries.revived":1,"deliveries.poison":1},"de027ee0990a":{"deliveries.stored":3}}');
INSERT INTO "active_accounts" (partner, account, at) VALUES ('mixpanel', 'default', 1796096820000);
INSERT INTO "active_accounts" (partner, account, at) VALUES ('userpilot', 'd844f91a4b981aa5335abe97042bdbbc', 1796096820000);
INSERT INTO "active_accounts" (partner, account, at) VALUES ('webhook', 'default', 1796096820000);
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_175386e5d4c04c78a8df0647d696687f', 'done', 'dead letters', 'webhook', 1796096869562, 1796096869562, 0, '{"type":"dead_letters","partner":"webhook","count":1,"accounts":["default"],"since":"2026-12-01T03:47:49.545Z","at":"2026-12-01T03:47:49.562Z","message":"webhook will not get 1 delivery of 1 account: they are dead letters, to be looked at and retried or cancelled. Since 2026-12-01T03:47:49.545Z, at: default."}');
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_5b515a7637f64604856522852bbb233b', 'done', 'dead letters', 'mixpanel', 1796096840052, 1796096840052, 0, '{"type":"dead_letters","partner":"mixpanel","count":1,"accounts":["default"],"since":"2026-12-01T03:47:20.026Z","at":"2026-12-01T03:47:20.052Z","message":"mixpanel will not get 1 delivery of 1 account: they are dead letters, to be looked at and retried or cancelled. Since 2026-12-01T03:47:20.026Z, at: default."}');
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_e8a0ccfa7c50433ea5b5b4abdb4e31fa', 'pending', 'delete failed', 'mixpanel', 1796096846521, 1796096875577, 7, '{"type":"delete_failed","partner":"mixpanel","count":1,"accounts":["default"],"since":"2026-12-01T03:47:26.513Z","at":"2026-12-01T03:47:26.521Z","message":"1 user delete at mixpanel (1 account) failed: the user may still be there, an operator has to retry or cancel it. Since 2026-12-01T03:47:26.513Z, at: default."}');
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('ga4', 'default', '', 'deletes.stored', 1, 1796096866303);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('ga4', 'default', '872f44269bef', 'received.queued', 1, 1796096866439);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('ga4', 'default', '872f44269bef', 'received.rejected', 1, 1796096866439);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.FAILED', 3, 1796096853502);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.FINISHED', 1, 1796096844486);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.cancelled', 1, 1796096848548);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.joined', 1, 1796096870089);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.revived', 1, 1796096854506);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.stored', 10, 1796096870058);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'deliveries.erased', 1, 1796096870058);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'deliveries.items rejected', 1, 1796096843378);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'deliveries.stored', 9, 1796096843378);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'received.queued', 21, 1796096870522);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'received.rejected', 1, 1796096843427);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '61a794d2027d', 'deliveries.given up', 1, 1796096840026);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '61a794d2027d', 'deliveries.stored', 1, 1796096840026);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '61a794d2027d', 'received.queued', 1, 1796096839141);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '', 'deletes.FINISHED', 1, 1796096860875);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '', 'deletes.stored', 2, 1796096870142);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'deliveries.erased', 1, 1796096870142);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'deliveries.stored', 4, 1796096860750);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'received.delivered', 1, 1796096860785);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'received.queued', 6, 1796096870214);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'received.rejected', 1, 1796096860785);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', '', 'deletes.FINISHED', 1, 1796096842477);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', '', 'deletes.stored', 1, 1796096842379);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', '', 'deliveries.letters erased', 1, 1796096842379);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'deliveries.cancelled', 1, 1796096842078);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'deliveries.poison', 1, 1796096869545);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'deliveries.revived', 1, 1796096842078);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'deliveries.stored', 9, 1796096869545);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'received.delivered', 4, 1796096842484);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'received.invalid', 1, 1796096841236);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'received.queued', 14, 1796096870776);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'received.rejected', 3, 1796096842484);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'de027ee0990a', 'deliveries.stored', 3, 1796096841556);
INSERT INTO "conditions" (partner, account, kind, since, n, told_at, told_level) VALUES ('mixpanel', 'default', 'delete failed', 1796096848478, 2, 0, 0);
INSERT INTO "conditions" (partner, account, kind, since, n, told_at, told_level) VALUES ('userpilot', 'd844f91a4b981aa5335abe97042bdbbc', 'circuit open', 1796096866149, 1, 0, 0);
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('0e9bc57b6c209c702d326784934d2041d44b40aa491362ad2d04af65242dcd3f', 'mixpanel', 'default', '01a22fb6f2770000f6e0e38d8ce42320');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456', 'webhook', 'default', '01a22fb6da3c000034074f5897471bf9');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('2958523dc90fac27cadd09b504db7470c86b21081642873350f910db206fcd3c', 'ga4', 'default', '01a22fb7387b0000a56126147b20dd95');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('512624730a0b73490fc47883e789608ce7e66b18ecaec5c559d8d151194dd6ef', 'mixpanel', 'default', '01a22fb7198000002af361e1a56ead92');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('6894387754e6eb204af4943f343a16c9047ee5e62f5a84536ba67f59da21956a', 'mixpanel', 'default', '01a22fb6de2c00006622dd6349b607b2');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('69ea3d0c7c11ab10afbdad8e0c1f8902552d240b35d5159b1ed25eba8e628aa0', 'mixpanel', 'default', '01a22fb6eac30000b1cbdec6664f7082');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('70f5c336c0a7f447f67edb486c74426ba359f7e5cd65150167b3e394a06c2f24', 'mixpanel', 'default', '01a22fb6e2e6000054966b12db4d07f5');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('89a933f86abbc884b2d7d9f75a7097bfec731790098270128a78ce194ac94d63', 'mixpanel', 'default', '01a22fb70dc4000041981f0f3a030856');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde', 'userpilot', 'd844f91a4b981aa5335abe97042bdbbc', '01a22fb746de000004c2f1ba62af4504');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('8b4131c23b0528580db3409dd2067b35f6afb89f734b126858343196f1567c55', 'mixpanel', 'default', '01a22fb6d2030000e30c0447a20a28d4');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('97efbf32b0170045e91d9e67a0d9cfe9ebd835d7211855ec58b1ef237d19747c', 'mixpanel', 'default', '01a22fb746840000c8f6ff4de94a15b9');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('9be24dcdb2dad73f43e02172651d3a42a8676c0009c7e3c2b51806636757410b', 'mixpanel', 'default', '01a22fb71d97000088aba1ceac470f22');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('a86f68110c8bef6596f20f69b5bdb81d27d4adc02ae562e0466450534f928521', 'ga4', 'default', '01a22fb737c9000027febe60aa834054');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768', 'userpilot', 'd844f91a4b981aa5335abe97042bdbbc', '01a22fb7221500005e57719ad8b5eedd');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('d40fdc0690ed315c627f94d3cbf2703d7408360da43d23702869331cd4ae6be4', 'mixpanel', 'default', '01a22fb6fe400000a6acc3c71414b010');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('e7b8edb0a681d821464d41dd9773393fe1f4b3d1667356c2fa2d5e572014e003', 'mixpanel', 'default', '01a22fb709f000006300c590b3f9386d');
INSERT INTO "hours" (at, partner, name, n) VALUES (1796090400000, 'webhook', 'events.delivered', 7);
INSERT INTO "meta" (name, value) VALUES ('rolled_to', 1796094000000);
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "migrations" (version) VALUES (3);
INSERT INTO "migrations" (version) VALUES (4);
INSERT INTO "migrations" (version) VALUES (5);
INSERT INTO "migrations" (version) VALUES (6);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796092200000, 'webhook', 'events.delivered', 7);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'ga4', 'attempts.retryable', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'ga4', 'deletes.stored', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'ga4', 'received.queued', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'ga4', 'received.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'attempts.delivered', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'attempts.pending', 9);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'attempts.rejected', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'attempts.resubmit', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'attempts.retryable', 16);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'attempts.split', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deletes.FAILED', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deletes.FINISHED', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deletes.cancelled', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deletes.joined', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deletes.revived', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deletes.stored', 10);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deliveries.erased', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deliveries.given up', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deliveries.items rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deliveries.stored', 10);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'received.queued', 22);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'received.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'attempts.delivered', 2);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'attempts.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'attempts.retryable', 17);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'deletes.FINISHED', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'deletes.stored', 2);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'deliveries.erased', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'deliveries.stored', 4);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'received.delivered', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'received.queued', 6);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'received.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'attempts.delivered', 5);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'attempts.rejected', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'attempts.retryable', 9);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'attempts.split', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'deletes.FINISHED', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'deletes.stored', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'deliveries.cancelled', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'deliveries.letters erased', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'deliveries.poison', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'deliveries.revived', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'deliveries.stored', 12);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'received.delivered', 4);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'received.invalid', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'received.queued', 14);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'received.rejected', 3);
INSERT INTO "past_deletes" (partner, account) VALUES ('ga4', 'default');
INSERT INTO "past_deletes" (partner, account) VALUES ('mixpanel', 'default');
INSERT INTO "past_deletes" (partner, account) VALUES ('userpilot', 'd844f91a4b981aa5335abe97042bdbbc');
INSERT INTO "past_deletes" (partner, account) VALUES ('webhook', 'default');
INSERT INTO "pauses" (partner, kind, since) VALUES ('webhook', 'events', 1796096870590);
INSERT INTO "tombstone_keys" (key, at) VALUES ('2172eddc8efd5400', 1796096840210);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096840211000, '953406e6c3d7e6ff', 'mixpanel/default', 1796096840195);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096842340000, '1c202901fa900838', 'webhook/default', 1796096842300);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096843330000, 'dce8552b262eb4cd', 'mixpanel/default', 1796096843308);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096844528000, 'a485f0dd40d851e5', 'mixpanel/default', 1796096844518);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096846550000, 'f60678f21ae28e5c', 'mixpanel/default', 1796096846531);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096848527000, '0c194da6d989094b', 'mixpanel/default', 1796096848503);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096851544000, '6e45c8a163cc4eec', 'mixpanel/default', 1796096851520);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096854534000, '669cfe7c8a2d9a13', 'mixpanel/default', 1796096854512);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096855505000, 'a1654b6ec48a7cc3', 'mixpanel/default', 1796096855492);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096858502000, '82c2bb867e8faa03', 'mixpanel/default', 1796096858496);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096859550000, 'a16d66b8f7056b1c', 'mixpanel/default', 1796096859543);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096860729000, '81288b7dfdf36923', 'userpilot/d844f91a4b981aa5335abe97042bdbbc', 1796096860693);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096866291000, '5c3e708faeadf8e5', 'ga4/default', 1796096866249);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096866430000, 'e4d4fd7b6e29eabc', 'ga4/default', 1796096866427);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096870076000, '37634ef2bcfb2ae1', 'mixpanel/default', 1796096870069);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096870120000, 'acd401ecf2b96bef', 'userpilot/d844f91a4b981aa5335abe97042bdbbc', 1796096870110);
INSERT INTO "totals" (partner, name, n) VALUES ('webhook', 'events.delivered', 7);
CREATE TRIGGER deletes_past AFTER INSERT ON deletes BEGIN INSERT INTO past_deletes (partner, account) VALUES (NEW.partner, NEW.account) ON CONFLICT DO NOTHING; END;
