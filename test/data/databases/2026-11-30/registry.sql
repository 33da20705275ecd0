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
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges, books) VALUES ('ga4', 'default', 1, 1796096814322, 1796096814528, '{"pending":0,"parked":0,"dead":0,"deadBytes":0,"rows":0,"oldestAt":0,"lagMs":18,"bytes":122880,"circuitEvents":0,"circuitDeletes":0,"deletes":1,"deletesOldestAt":1796096814318,"deletesFailed":0}', '{"":{"deletes.stored":1}}');
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges, books) VALUES ('mixpanel', 'default', 1, 1796096784826, 1796096821671, '{"pending":8,"parked":0,"dead":3,"deadBytes":1098,"rows":4,"oldestAt":1796096784824,"lagMs":4,"bytes":139264,"circuitEvents":0,"circuitDeletes":0,"deletes":7,"deletesOldestAt":1796096796464,"deletesFailed":1}', '{"11e8322187d8":{"deliveries.stored":9,"deliveries.items rejected":1,"deliveries.erased":1},"61a794d2027d":{"deliveries.stored":1,"deliveries.given up":1},"":{"deletes.stored":10,"deletes.FINISHED":1,"deletes.FAILED":3,"deletes.cancelled":1,"deletes.revived":1,"deletes.joined":1}}');
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges, books) VALUES ('userpilot', 'd844f91a4b981aa5335abe97042bdbbc', 0, 1796096808514, 1796096821522, '{"pending":3,"parked":0,"dead":1,"deadBytes":309,"rows":3,"oldestAt":1796096808506,"lagMs":10,"bytes":122880,"circuitEvents":1,"circuitDeletes":0,"deletes":1,"deletesOldestAt":1796096821495,"deletesFailed":0}', '{"4b8737744e70":{"deliveries.stored":4,"deliveries.erased":1},"":{"deletes.stored":2,"deletes.FINISHED":1}}');
INSERT INTO "accounts" (partner, account, own, registered_at, reported_at, gauges, books) VALUES ('webhook', 'default', 1, 1796096787913, 1796096819742, '{"pending":11,"parked":0,"dead":3,"deadBytes":959,"rows":7,"oldestAt":1796096787909,"lagMs":45,"bytes":135168,"circuitEvents":0,"circuitDeletes":0,"deletes":0,"deletesOldestAt":0,"deletesFailed":0}', '{"":{"deliveries.letters erased":1,"deletes.stored":1,"deletes.FINISHED":1},"d3ec92541570":{"deliveries.stored":9,"deliveries.cancelled":1,"deliveries.revived":1,"deliveries.poison":1},"de027ee0990a":{"deliveries.stored":3}}');
INSERT INTO "active_accounts" (partner, account, at) VALUES ('mixpanel', 'default', 1796096760000);
INSERT INTO "active_accounts" (partner, account, at) VALUES ('userpilot', 'd844f91a4b981aa5335abe97042bdbbc', 1796096760000);
INSERT INTO "active_accounts" (partner, account, at) VALUES ('webhook', 'default', 1796096760000);
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_707a9dfa49c54ea8a9f958f3aa87d3ae', 'done', 'dead letters', 'mixpanel', 1796096787859, 1796096787859, 0, '{"type":"dead_letters","partner":"mixpanel","count":1,"accounts":["default"],"since":"2026-12-01T03:46:27.846Z","at":"2026-12-01T03:46:27.859Z","message":"mixpanel will not get 1 delivery of 1 account: they are dead letters, to be looked at and retried or cancelled. Since 2026-12-01T03:46:27.846Z, at: default."}');
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_70ca8e4649c644bc8907dcfeb2f6a5b7', 'pending', 'delete failed', 'mixpanel', 1796096794457, 1796096840384, 6, '{"type":"delete_failed","partner":"mixpanel","count":1,"accounts":["default"],"since":"2026-12-01T03:46:34.452Z","at":"2026-12-01T03:46:34.457Z","message":"1 user delete at mixpanel (1 account) failed: the user may still be there, an operator has to retry or cancel it. Since 2026-12-01T03:46:34.452Z, at: default."}');
INSERT INTO "alerts" (id, state, kind, partner, at, due, attempts, body) VALUES ('msg_895f9cef7dbe40818314f8b07eac8cc4', 'done', 'dead letters', 'webhook', 1796096819784, 1796096819784, 0, '{"type":"dead_letters","partner":"webhook","count":1,"accounts":["default"],"since":"2026-12-01T03:46:59.742Z","at":"2026-12-01T03:46:59.784Z","message":"webhook will not get 1 delivery of 1 account: they are dead letters, to be looked at and retried or cancelled. Since 2026-12-01T03:46:59.742Z, at: default."}');
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('ga4', 'default', '', 'deletes.stored', 1, 1796096814360);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('ga4', 'default', '872f44269bef', 'received.queued', 1, 1796096814520);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('ga4', 'default', '872f44269bef', 'received.rejected', 1, 1796096814520);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.FAILED', 3, 1796096801462);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.FINISHED', 1, 1796096792454);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.cancelled', 1, 1796096796480);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.joined', 1, 1796096821457);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.revived', 1, 1796096802455);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '', 'deletes.stored', 10, 1796096821371);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'deliveries.erased', 1, 1796096821371);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'deliveries.items rejected', 1, 1796096791346);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'deliveries.stored', 9, 1796096791346);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'received.queued', 21, 1796096822036);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '11e8322187d8', 'received.rejected', 1, 1796096791466);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '61a794d2027d', 'deliveries.given up', 1, 1796096787846);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '61a794d2027d', 'deliveries.stored', 1, 1796096787846);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('mixpanel', 'default', '61a794d2027d', 'received.queued', 1, 1796096787021);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '', 'deletes.FINISHED', 1, 1796096808758);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '', 'deletes.stored', 2, 1796096821522);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'deliveries.erased', 1, 1796096821522);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'deliveries.stored', 4, 1796096808645);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'received.delivered', 1, 1796096808682);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'received.queued', 6, 1796096821587);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('userpilot', '', '4b8737744e70', 'received.rejected', 1, 1796096808682);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', '', 'deletes.FINISHED', 1, 1796096790654);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', '', 'deletes.stored', 1, 1796096790540);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', '', 'deliveries.letters erased', 1, 1796096790540);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'deliveries.cancelled', 1, 1796096790264);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'deliveries.poison', 1, 1796096819742);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'deliveries.revived', 1, 1796096790264);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'deliveries.stored', 9, 1796096819742);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'received.delivered', 4, 1796096790666);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'received.invalid', 1, 1796096788854);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'received.queued', 14, 1796096822298);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'd3ec92541570', 'received.rejected', 3, 1796096790666);
INSERT INTO "books" (partner, account, mapping, name, n, at) VALUES ('webhook', 'default', 'de027ee0990a', 'deliveries.stored', 3, 1796096789491);
INSERT INTO "conditions" (partner, account, kind, since, n, told_at, told_level) VALUES ('mixpanel', 'default', 'delete failed', 1796096796452, 2, 0, 0);
INSERT INTO "conditions" (partner, account, kind, since, n, told_at, told_level) VALUES ('userpilot', 'd844f91a4b981aa5335abe97042bdbbc', 'circuit open', 1796096814245, 1, 0, 0);
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('0e9bc57b6c209c702d326784934d2041d44b40aa491362ad2d04af65242dcd3f', 'mixpanel', 'default', '01a22fb6273000006a245b4e801ff275');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('234e7a55ec5ce7644285b78cc643316e907d9a961b0c5b2e9f5a3e4bd2d63456', 'webhook', 'default', '01a22fb60fd500008bd6770a440724ec');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('2958523dc90fac27cadd09b504db7470c86b21081642873350f910db206fcd3c', 'ga4', 'default', '01a22fb66da50000edd344086bc7b744');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('512624730a0b73490fc47883e789608ce7e66b18ecaec5c559d8d151194dd6ef', 'mixpanel', 'default', '01a22fb64e480000343a86eaba0c7855');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('6894387754e6eb204af4943f343a16c9047ee5e62f5a84536ba67f59da21956a', 'mixpanel', 'default', '01a22fb6131d0000ddc513f701ec856c');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('69ea3d0c7c11ab10afbdad8e0c1f8902552d240b35d5159b1ed25eba8e628aa0', 'mixpanel', 'default', '01a22fb61f610000616e15222d2bb5e6');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('70f5c336c0a7f447f67edb486c74426ba359f7e5cd65150167b3e394a06c2f24', 'mixpanel', 'default', '01a22fb617980000247cde177dc60769');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('89a933f86abbc884b2d7d9f75a7097bfec731790098270128a78ce194ac94d63', 'mixpanel', 'default', '01a22fb642870000008f94e7ad801a5c');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('8a93e9b079507da09fc6331c36c4de45525f394a577ac446edcc7a1b7196cfde', 'userpilot', 'd844f91a4b981aa5335abe97042bdbbc', '01a22fb688f70000473f66a3fc979352');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('8b4131c23b0528580db3409dd2067b35f6afb89f734b126858343196f1567c55', 'mixpanel', 'default', '01a22fb605fb0000e0f1eacbb491dd38');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('97efbf32b0170045e91d9e67a0d9cfe9ebd835d7211855ec58b1ef237d19747c', 'mixpanel', 'default', '01a22fb688090000e9fd8dfbd83b6ca4');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('9be24dcdb2dad73f43e02172651d3a42a8676c0009c7e3c2b51806636757410b', 'mixpanel', 'default', '01a22fb6523a000045df13f53916b3a7');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('a86f68110c8bef6596f20f69b5bdb81d27d4adc02ae562e0466450534f928521', 'ga4', 'default', '01a22fb66cee0000b5e8158c7714fd39');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('af2ef4a4f2c2710bdab876cddaaf22bf30b2a00c3ac1cc132bd58ff9157d7768', 'userpilot', 'd844f91a4b981aa5335abe97042bdbbc', '01a22fb6569f0000529e0775f58a7640');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('d40fdc0690ed315c627f94d3cbf2703d7408360da43d23702869331cd4ae6be4', 'mixpanel', 'default', '01a22fb632f3000029200f66502d605c');
INSERT INTO "deletes" (subject, partner, account, id) VALUES ('e7b8edb0a681d821464d41dd9773393fe1f4b3d1667356c2fa2d5e572014e003', 'mixpanel', 'default', '01a22fb63ea00000e8b7bb0d6fc41764');
INSERT INTO "hours" (at, partner, name, n) VALUES (1796090400000, 'webhook', 'events.delivered', 7);
INSERT INTO "meta" (name, value) VALUES ('rolled_to', 1796094000000);
INSERT INTO "migrations" (version) VALUES (1);
INSERT INTO "migrations" (version) VALUES (2);
INSERT INTO "migrations" (version) VALUES (3);
INSERT INTO "migrations" (version) VALUES (4);
INSERT INTO "migrations" (version) VALUES (5);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796092200000, 'webhook', 'events.delivered', 7);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'ga4', 'attempts.retryable', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'ga4', 'deletes.stored', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'ga4', 'received.queued', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'ga4', 'received.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'attempts.delivered', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'attempts.pending', 9);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'attempts.rejected', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'attempts.resubmit', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'attempts.retryable', 16);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'attempts.split', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'deletes.FAILED', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'deletes.FINISHED', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'deletes.cancelled', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'deletes.revived', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'deletes.stored', 9);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'deliveries.given up', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'deliveries.items rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'deliveries.stored', 10);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'received.queued', 19);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'mixpanel', 'received.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'userpilot', 'attempts.delivered', 2);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'userpilot', 'attempts.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'userpilot', 'attempts.retryable', 17);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'userpilot', 'deletes.FINISHED', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'userpilot', 'deletes.stored', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'userpilot', 'deliveries.stored', 4);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'userpilot', 'received.delivered', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'userpilot', 'received.queued', 5);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'userpilot', 'received.rejected', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'attempts.delivered', 5);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'attempts.rejected', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'attempts.retryable', 9);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'attempts.split', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'deletes.FINISHED', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'deletes.stored', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'deliveries.cancelled', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'deliveries.letters erased', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'deliveries.poison', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'deliveries.revived', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'deliveries.stored', 12);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'received.delivered', 4);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'received.invalid', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'received.queued', 10);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096760000, 'webhook', 'received.rejected', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deletes.joined', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deletes.stored', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'deliveries.erased', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'mixpanel', 'received.queued', 3);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'deletes.stored', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'deliveries.erased', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'userpilot', 'received.queued', 1);
INSERT INTO "minutes" (at, partner, name, n) VALUES (1796096820000, 'webhook', 'received.queued', 4);
INSERT INTO "pauses" (partner, kind, since) VALUES ('webhook', 'events', 1796096822119);
INSERT INTO "tombstone_keys" (key, at) VALUES ('2172eddc8efd5400', 1796096788002);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096788002000, '953406e6c3d7e6ff', 'mixpanel/default', 1796096787963);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096790505000, '1c202901fa900838', 'webhook/default', 1796096790485);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096791334000, 'dce8552b262eb4cd', 'mixpanel/default', 1796096791325);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096792478000, 'a485f0dd40d851e5', 'mixpanel/default', 1796096792472);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096794469000, 'f60678f21ae28e5c', 'mixpanel/default', 1796096794465);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096796471000, '0c194da6d989094b', 'mixpanel/default', 1796096796464);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096799482000, '6e45c8a163cc4eec', 'mixpanel/default', 1796096799475);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096802478000, '669cfe7c8a2d9a13', 'mixpanel/default', 1796096802464);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096803469000, 'a1654b6ec48a7cc3', 'mixpanel/default', 1796096803463);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096806499000, '82c2bb867e8faa03', 'mixpanel/default', 1796096806472);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096807492000, 'a16d66b8f7056b1c', 'mixpanel/default', 1796096807482);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096808626000, '81288b7dfdf36923', 'userpilot/d844f91a4b981aa5335abe97042bdbbc', 1796096808607);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096814339000, '5c3e708faeadf8e5', 'ga4/default', 1796096814318);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096814507000, 'e4d4fd7b6e29eabc', 'ga4/default', 1796096814501);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096821438000, '37634ef2bcfb2ae1', 'mixpanel/default', 1796096821430);
INSERT INTO "tombstones" (version, digest, owner, accepted_at) VALUES (1796096821502000, 'acd401ecf2b96bef', 'userpilot/d844f91a4b981aa5335abe97042bdbbc', 1796096821495);
INSERT INTO "totals" (partner, name, n) VALUES ('webhook', 'events.delivered', 7);
CREATE INDEX deletes_account ON deletes (partner, account, id);
