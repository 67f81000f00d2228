import {test} from 'node:test';
import assert from 'node:assert/strict';
import {gate, href, idPath, parse, safeTarget} from '../../main/resources/web/js/router.js';

const address = (route) => {
  const [path, search = ''] = href(route).split('?');
  return parse(path, search);
};

test('every room has an address that leads back to it', () => {
  for (const route of [
    {room: 'signals', q: 'boiler & co', after: 'plant/a/b'},
    {room: 'signal', id: 'plant/boiler/temperature', range: '24h', from: null, to: null},
    {room: 'signal', id: 'a/ü %/x?y#z', range: '15m', from: 1000, to: 2000},
    {room: 'ledger'},
    {room: 'uplinks'},
    {room: 'health'},
    {room: 'setup'},
    {room: 'login', to: '/signals/a/b?range=1h'},
  ]) {
    assert.deepEqual(address(route), route);
  }
});

test('an id with dot segments survives the browser, which would resolve them', () => {
  for (const id of ['a/../b', 'a/./b', 'a//b', '../a', 'a/b']) {
    const path = new URL(`http://x/signals/${idPath(id)}`).pathname;
    assert.equal(parse(path).id, id);
  }
});

test('unknown ranges and half a zoom fall back to the first range', () => {
  const route = parse('/signals/a/b', '?range=7w&from=5');
  assert.equal(route.range, '15m');
  assert.equal(route.from, null);
  assert.equal(parse('/signals/a/b', '?range=constructor').range, '15m');
  assert.equal(parse('/signals/a/b', '?from=9&to=5').from, null, 'a zoom goes forwards');
});

test('broken percent signs do not break the page', () => {
  assert.equal(parse('/signals/50%25/%zz').id, '50%25/%zz');
});

test('a path nobody knows is unknown', () => {
  assert.equal(parse('/nowhere').room, 'unknown');
  assert.equal(parse('/signalsx').room, 'unknown');
  assert.equal(parse('/signals/').room, 'signals');
});

test('after the log-in no other site can be reached', () => {
  for (const evil of [
    'https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example',
    'javascript:alert(1)', '/\t/evil.example', '', null, undefined,
  ]) {
    assert.equal(safeTarget(evil), '/signals', String(evil));
  }
  assert.equal(safeTarget('/signals/a/b?range=1h'), '/signals/a/b?range=1h');
  assert.equal(safeTarget('/login?to=/login'), '/signals', 'not in a circle');
});

test('an unclaimed gateway shows its set-up and nothing else', () => {
  const session = {claimed: false};
  assert.deepEqual(gate(parse('/signals'), session, '/signals'), {room: 'setup'});
  assert.equal(gate(parse('/setup'), session, '/setup'), null);
});

test('a visitor logs in first and comes back to where he wanted', () => {
  const session = {claimed: true, user: null};
  const login = gate(parse('/signals/a/b', '?range=1h'), session, '/signals/a/b?range=1h');
  assert.deepEqual(login, {room: 'login', to: '/signals/a/b?range=1h'});
  assert.equal(gate(login, session, href(login)), null);
  assert.deepEqual(gate(parse('/setup'), session, '/setup'), {room: 'login', to: '/signals'});
});

test('who is logged in needs neither set-up nor log-in', () => {
  const session = {claimed: true, user: 'ada'};
  assert.equal(gate(parse('/ledger'), session, '/ledger'), null);
  assert.equal(gate(parse('/login', '?to=/ledger'), session, '').room, 'ledger');
  assert.equal(gate(parse('/setup'), session, '').room, 'signals');
  assert.equal(gate(parse('/'), session, '/').room, 'signals');
});
