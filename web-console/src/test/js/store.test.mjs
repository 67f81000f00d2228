import {test} from 'node:test';
import assert from 'node:assert/strict';
import {ServerClock} from '../../main/resources/web/js/server-clock.js';
import {LiveStore, backoff, isStale} from '../../main/resources/web/js/store.js';

/** A world in which time passes only when told to. */
class World {
  constructor() {
    this.time = 0;
    this.wallOffset = 1_000_000;
    this.timers = [];
    this.sockets = [];
    this.store = new LiveStore({
      connect: () => this.connect(),
      ticks: () => this.time,
      wall: () => this.time + this.wallOffset,
      later: (fn, ms) => {
        const timer = {at: this.time + ms, fn};
        this.timers.push(timer);
        return timer;
      },
      forget: (timer) => (this.timers = this.timers.filter((t) => t !== timer)),
      chance: () => 0.5,
    });
  }

  connect() {
    const socket = {
      sent: [],
      closed: false,
      send: (text) => socket.sent.push(JSON.parse(text)),
      close: () => (socket.closed = true),
      say: (message) => socket.onmessage?.({data: JSON.stringify(message)}),
      end: (code) => socket.onclose?.({code}),
    };
    this.sockets.push(socket);
    return socket;
  }

  get socket() {
    return this.sockets.at(-1);
  }

  pass(ms) {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((t) => t !== next);
      this.time = Math.max(this.time, next.at);
      next.fn();
    }
    this.time = end;
  }

  greet(boot = 'b1') {
    this.socket.say({type: 'hello', proto: 1, boot, now: this.serverNow(), hz: 10});
  }

  serverNow() {
    return this.time + 5_000_000;
  }
}

const snapOf = (world, ch, entries, extra = {}) => ({
  type: 'snap', ch, t: world.serverNow(),
  dict: entries.map(([index, id]) => [index, id, '°C', 1, 5000]),
  v: entries.filter((e) => e.length > 2).map(([index, , value, quality = 'good', age = 0, ...more]) => [index, value, quality, age, ...more]),
  ...extra,
});

function live(channel = 'signals') {
  const world = new World();
  const heard = {snaps: [], values: []};
  world.store.subscribe(channel, {
    snapshot: (lives, all) => heard.snaps.push({lives: lives.map((l) => ({...l})), all: all?.map((l) => l.id) ?? null}),
    values: (lives, t) => heard.values.push({lives: lives.map((l) => ({...l})), t}),
  });
  world.store.start();
  world.greet();
  world.pass(400);
  return {world, heard};
}

test('it subscribes after the greeting and hears a snapshot, then changes', () => {
  const {world, heard} = live();
  assert.deepEqual(world.socket.sent, [{type: 'sub', ch: ['signals'], hz: 10}]);
  world.socket.say(snapOf(world, 'signals', [[3, 'a/t', 21.4, 'good', 1500]]));
  const [first] = heard.snaps[0].lives;
  assert.equal(first.id, 'a/t');
  assert.equal(first.value, 21.4);
  assert.equal(first.time, world.serverNow() - 1500);
  assert.equal(first.staleMs, 5000);
  world.pass(100);
  world.socket.say({type: 'u', ch: 'signals', s: 1, t: world.serverNow(), v: [[3, 21.5]]});
  assert.equal(heard.values[0].lives[0].value, 21.5);
  assert.equal(heard.values[0].lives[0].time, world.serverNow());
  assert.equal(world.store.state, 'live');
});

test('quality and its reason change only when told', () => {
  const {world, heard} = live();
  world.socket.say(snapOf(world, 'signals', [[3, 'a/t', 1, 'uncertain', 0, 'clock']]));
  assert.equal(heard.snaps[0].lives[0].reason, 'clock');
  world.socket.say({type: 'u', ch: 'signals', t: 1, v: [[3, 2]]});
  assert.equal(heard.values[0].lives[0].quality, 'uncertain');
  world.socket.say({type: 'u', ch: 'signals', t: 2, v: [[3, null]], q: [[3, 'bad', 'device']]});
  const {quality, reason, value} = heard.values[1].lives[0];
  assert.deepEqual({quality, reason, value}, {quality: 'bad', reason: 'device', value: null});
  world.socket.say({type: 'u', ch: 'signals', t: 3, v: [[3, 5]], q: [[3, 'good']]});
  assert.equal(heard.values[2].lives[0].reason, '');
});

test('a snapshot in parts is whole with the last one, and forgets who is gone', () => {
  const {world, heard} = live();
  world.socket.say(snapOf(world, 'signals', [[1, 'a/1', 1], [2, 'a/2', 2]]));
  world.socket.say(snapOf(world, 'signals', [[2, 'a/2', 2]], {part: 1, of: 2}));
  world.socket.say(snapOf(world, 'signals', [[5, 'a/5', 5]], {part: 2, of: 2}));
  assert.equal(heard.snaps[1].all, null);
  assert.deepEqual(heard.snaps[2].all, ['a/2', 'a/5']);
  world.socket.say({type: 'u', ch: 'signals', t: 9, v: [[1, 99]]});
  assert.equal(heard.values.length, 0, 'an index that no longer stands for anything is ignored');
});

test('a change of page is one message, and changes keep a distance', () => {
  const {world} = live();
  const before = world.socket.sent.length;
  for (let i = 0; i < 20; i++) {
    const stop = world.store.subscribe(`signals?q=${i}`, {});
    world.pass(20);
    if (i < 19) stop();
  }
  world.pass(1000);
  const sent = world.socket.sent.slice(before);
  assert.ok(sent.length <= 3, `${sent.length} messages`);
  assert.deepEqual(sent.at(-1).ch, ['signals', 'signals?q=19']);
});

test('a lost line is taken up again, a little later each time', () => {
  const {world} = live();
  world.socket.end(1006);
  assert.equal(world.store.state, 'reconnecting');
  assert.equal(world.sockets.length, 1);
  world.pass(500);
  assert.equal(world.sockets.length, 2);
  world.socket.end(1006);
  world.pass(999);
  assert.equal(world.sockets.length, 2);
  world.pass(1);
  assert.equal(world.sockets.length, 3);
  world.greet();
  assert.equal(world.store.state, 'live');
  assert.deepEqual(world.socket.sent.at(-1).ch, ['signals'], 'it asks for the same again');
});

test('after some time reconnecting is called offline, since the moment of the loss', () => {
  const {world} = live();
  const lost = world.serverNow();
  world.socket.end(1006);
  for (let i = 0; i < 6; i++) {
    world.pass(20_000);
    world.socket.end(1006);
  }
  assert.equal(world.store.state, 'offline');
  assert.equal(world.store.lostAt, lost);
});

test('a line that falls silent is not called live', () => {
  const {world} = live();
  for (let i = 0; i < 5; i++) {
    world.pass(5000);
    world.socket.say({type: 'beat', t: world.serverNow()});
  }
  assert.equal(world.store.state, 'live');
  const silent = world.socket;
  world.pass(11_000);
  assert.equal(world.store.state, 'reconnecting');
  assert.ok(silent.closed);
});

test('a session that ended stops it for good', () => {
  const {world} = live();
  let signedOut = 0;
  world.store.onSignedOut = () => signedOut++;
  world.socket.end(4401);
  world.pass(60_000);
  assert.equal(signedOut, 1);
  assert.equal(world.sockets.length, 1);
});

test('being too slow only means to come back', () => {
  const {world} = live();
  world.socket.end(4008);
  world.pass(1000);
  assert.equal(world.sockets.length, 2);
});

test('a connection that is refused asks whether the session still stands', () => {
  const world = new World();
  let asked = 0;
  world.store.onRefused = () => asked++;
  world.store.start();
  world.socket.end(1006);
  assert.equal(asked, 1);
});

test('a gateway started anew is told to the page', () => {
  const {world} = live();
  let reboots = 0;
  world.store.onReboot = () => reboots++;
  world.socket.end(1006);
  world.pass(500);
  world.greet('b1');
  assert.equal(reboots, 0);
  world.socket.end(1006);
  world.pass(500);
  world.greet('b2');
  assert.equal(reboots, 1);
});

test('a page nobody looks at takes nothing, and everything again when looked at', () => {
  const {world} = live();
  world.store.setPaused(true);
  assert.deepEqual(world.socket.sent.at(-1).ch, []);
  world.store.setPaused(false);
  assert.deepEqual(world.socket.sent.at(-1).ch, ['signals']);
});

test('who leaves a channel is not told any more', () => {
  const {world} = live();
  const stop = world.store.subscribe('signal:a/t', {values: () => assert.fail('gone')});
  world.pass(400);
  world.socket.say(snapOf(world, 'signal:a/t', [[3, 'a/t', 1]]));
  stop();
  world.socket.say({type: 'u', ch: 'signal:a/t', t: 1, v: [[3, 2]]});
  world.pass(400);
  assert.deepEqual(world.socket.sent.at(-1).ch, ['signals']);
});

test('who leaves a channel and comes back before that is told goes on hearing', () => {
  const world = new World();
  const heard = [];
  const listener = {
    snapshot: (lives) => heard.push(...lives.map((l) => l.value)),
    values: (lives) => heard.push(...lives.map((l) => l.value)),
  };
  const leave = world.store.subscribe('signals', listener);
  world.store.start();
  world.greet();
  world.pass(1);
  leave(); // as a page does that loads anew after a restart
  world.socket.say(snapOf(world, 'signals', [[3, 'a/t', 1]]));
  world.pass(50);
  world.store.subscribe('signals', listener);
  world.pass(1000);
  world.socket.say({type: 'u', ch: 'signals', t: 1, v: [[3, 2]]});
  assert.deepEqual(heard, [1, 2]);
  assert.equal(world.socket.sent.length, 1);
});

test('a channel that was left is no longer known when it is entered again later', () => {
  const world = new World();
  const heard = [];
  const leave = world.store.subscribe('signals', {});
  world.store.start();
  world.greet();
  world.socket.say(snapOf(world, 'signals', [[3, 'a/t', 1]]));
  leave();
  world.pass(1000);
  assert.deepEqual(world.socket.sent.at(-1).ch, []);
  world.store.subscribe('signals', {snapshot: (lives) => heard.push(...lives)});
  assert.deepEqual(heard, []);
});

test('nonsense and words of a newer gateway do no harm', () => {
  const {world, heard} = live();
  world.socket.onmessage({data: '{not json'});
  world.socket.say({type: 'weather', sunny: true});
  world.socket.say({type: 'u', ch: 'nobody asked', t: 1, v: [[1, 1]]});
  world.socket.say({type: 'u', ch: 'signals', t: 1});
  assert.deepEqual(heard.values, []);
  assert.equal(world.store.state, 'live');
});

test('the clock trusts the fastest message and follows a jump', () => {
  let ticks = 0;
  const clock = new ServerClock(() => ticks);
  assert.equal(clock.now(7), 7);
  clock.see(1000);
  ticks = 100;
  clock.see(1050); // came 50 ms late
  assert.ok(clock.now(0) > 1095);
  clock.see(61_000);
  assert.equal(clock.now(0), 61_000);
});

test('the clock follows one that was set back, but not the messages a busy browser heard late', () => {
  let ticks = 0;
  const clock = new ServerClock(() => ticks);
  clock.see(60_000);
  ticks = 8000; // the browser was busy, and now hears at once what came meanwhile
  for (let late = 61_000; late < 66_000; late += 500) clock.see(late);
  assert.equal(clock.now(0), 68_000);
  ticks = 9000;
  clock.see(69_000);
  assert.equal(clock.now(0), 69_000);
  clock.see(20_000); // the gateway's clock was put right
  assert.equal(clock.now(0), 69_000);
  ticks = 14_000;
  clock.see(25_000);
  assert.equal(clock.now(0), 25_000);
  ticks = 15_000;
  clock.see(26_000);
  assert.equal(clock.now(0), 26_000);
});

test('the skew is this device against the gateway', () => {
  const {world} = live();
  assert.equal(world.store.skew(), 1_000_000 - 5_000_000);
  assert.equal(world.store.now(), world.serverNow());
});

test('waiting grows to 15 s and is spread', () => {
  assert.equal(backoff(0, 0.5), 500);
  assert.equal(backoff(3, 0.5), 4000);
  assert.equal(backoff(50, 0.5), 15_000);
  assert.ok(backoff(3, 0) < backoff(3, 1));
});

test('a value is stale after its time, and at once when the line is lost', () => {
  const value = {id: 'a/t', unit: null, decimals: 1, staleMs: 5000, value: 1, quality: 'good', reason: '', time: 10_000};
  assert.equal(isStale(value, 14_000, true), false);
  assert.equal(isStale(value, 15_001, true), true);
  assert.equal(isStale(value, 10_001, false), true);
  assert.equal(isStale({...value, time: NaN}, 99_999, true), false, 'never seen is not stale');
  assert.equal(isStale({...value, staleMs: 0}, 99_999_999, true), false, 'no limit is known');
});
