import {test} from 'node:test';
import assert from 'node:assert/strict';
import {account, cameDown, flow, pauseEnd, roughly, standing, waiting} from '../../main/resources/web/js/uplink-words.js';
import {Times} from '../../main/resources/web/js/format.js';

const uplink = (more) => ({
  id: 'head-office', type: 'mqtt', status: 'up', flowing: true, pending: 0, backlog: 0,
  oldestAge: null, catchUp: null, paused: false, pausedUntil: null, ...more,
});

test('status and flowing are two facts', () => {
  const stuck = uplink({status: 'up', flowing: false, pending: 5});
  assert.equal(standing(stuck).word, 'Up');
  assert.equal(standing(stuck).state, 'good');
  assert.equal(flow(stuck).word, 'Not flowing');
  assert.equal(flow(stuck).state, 'bad');
});

test('every status has a word and a shape, and a new one stands for itself', () => {
  const all = ['connecting', 'up', 'backing-off', 'refused', 'paused', 'disabled', 'uplink-removed'];
  const words = all.map((status) => standing(uplink({status})).word);
  assert.equal(new Set(words).size, all.length);
  assert.ok(all.every((status) => standing(uplink({status})).shape));
  assert.equal(standing(uplink({status: 'dreaming'})).word, 'dreaming');
});

test('an uplink that is meant to be still alarms nobody', () => {
  for (const status of ['paused', 'disabled', 'uplink-removed']) {
    assert.equal(flow(uplink({status, flowing: false, pending: 9})).state, 'none');
  }
  assert.equal(flow(uplink({status: 'refused', flowing: false})).state, 'bad');
});

test('what waits comes with the time it takes', () => {
  assert.equal(waiting(uplink({})), 'Nothing is waiting');
  assert.equal(waiting(uplink({pending: 4210, backlog: 4000, catchUp: 180})), '4,210 waiting, about 3 min to catch up');
  assert.equal(waiting(uplink({pending: 4210, backlog: 4000, flowing: false})), '4,210 waiting, not getting fewer');
  assert.equal(waiting(uplink({pending: 12})), '12 on the way');
  assert.equal(waiting(uplink({status: 'refused', flowing: false, pending: 12})), '12 waiting, kept until it goes on');
  assert.equal(waiting(uplink({status: 'paused', flowing: false, pending: 12, catchUp: 9})), '12 waiting, kept until it goes on');
  assert.equal(waiting(uplink({status: 'uplink-removed', flowing: false, pending: 12})), '12 waiting, not sent any more');
});

test('an estimate has one unit', () => {
  const expected = [
    [0, '5 s'], [12, '15 s'], [55, '1 min'], [180, '3 min'], [3569, '59 min'], [3599, '1 h'],
    [5400, '2 h'], [86_400, '24 h'], [172_800, '2 d'], [200_000_000, '2,315 d'],
  ];
  for (const [seconds, text] of expected) assert.equal(roughly(seconds), text);
});

test('a pause says when it ends', () => {
  const times = new Times('Europe/Berlin');
  const now = Date.parse('2026-11-24T14:00:00Z');
  assert.equal(pauseEnd(uplink({}), times, now), '');
  assert.equal(pauseEnd(uplink({paused: true}), times, now), 'until somebody resumes it');
  assert.equal(pauseEnd(uplink({paused: true, pausedUntil: '2026-11-24T14:15:00.000Z'}), times, now), 'until 15:15');
  assert.equal(pauseEnd(uplink({paused: true, pausedUntil: '2026-11-24T23:30:00.000Z'}), times, now), 'until 25 Nov 00:30');
});

test('the account has every part of the balance once', () => {
  const parts = account({acknowledged: 700, pending: 4210, filtered: 60, deadLettered: 20, dropped: 10});
  assert.equal(parts.reduce((n, p) => n + p.n, 0), 5000);
  assert.deepEqual(parts.map((p) => p.key), ['acknowledged', 'pending', 'filtered', 'deadLettered', 'dropped']);
});

test('what came down is one line, with the last reason', () => {
  const down = {received: 1200, written: 700, published: 300, refused: 0, lastRefusal: null};
  assert.equal(cameDown({down: null}), '');
  assert.equal(cameDown({down}), '1,200 received, 1,000 done, 0 refused');
  assert.equal(cameDown({down: {...down, refused: 200, lastRefusal: 'not listed'}}), '1,200 received, 1,000 done, 200 refused, the last one: not listed');
});
