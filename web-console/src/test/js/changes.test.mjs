import {test} from 'node:test';
import assert from 'node:assert/strict';
import {Changes} from '../../main/resources/web/js/changes.js';

test('equal texts are one state, and later live ones outlive history', () => {
  const changes = new Changes();
  changes.push(5000, 'RUN');
  changes.push(6000, 'FAULT');
  changes.merge({t: [1000, 2000, 3000, 4000], v: ['IDLE', 'IDLE', null, 'RUN']});
  assert.deepEqual(changes.list, [
    {t: 1000, value: 'IDLE'},
    {t: 4000, value: 'RUN'},
    {t: 6000, value: 'FAULT'},
  ]);
  assert.equal(changes.lastTime, 6000);
});

test('a list of changes is bounded and keeps the newest', () => {
  const changes = new Changes(3);
  for (let i = 0; i < 10; i++) changes.push(i, i);
  assert.deepEqual(changes.list.map((c) => c.value), [7, 8, 9]);
});
