import {test} from 'node:test';
import assert from 'node:assert/strict';
import {stepped} from '../../main/resources/web/js/chart-keys.js';

const columns = {t: [0, 1, 2, 3, 4], min: [], max: [], avg: [5, 6, null, 8, 9]};

test('the arrows move from point to point and over gaps', () => {
  assert.equal(stepped(columns, null, 'ArrowLeft', false), 4, 'it comes in from the right');
  assert.equal(stepped(columns, 4, 'ArrowLeft', false), 3);
  assert.equal(stepped(columns, 3, 'ArrowLeft', false), 1);
  assert.equal(stepped(columns, 1, 'ArrowRight', false), 3);
  assert.equal(stepped(columns, 4, 'ArrowRight', false), 4);
  assert.equal(stepped(columns, 0, 'ArrowDown', false), 0);
});

test('Home and End lead to the ends, Escape away, and other keys are not ours', () => {
  assert.equal(stepped(columns, 3, 'Home', false), 0);
  assert.equal(stepped(columns, 0, 'End', false), 4);
  assert.equal(stepped(columns, 3, 'Escape', false), null);
  assert.equal(stepped(columns, 3, 'a', false), undefined);
});

test('a larger step goes a twentieth, a page a tenth', () => {
  const t = Array.from({length: 101}, (_, i) => i);
  const many = {t, min: t, max: t, avg: t};
  assert.equal(stepped(many, 50, 'ArrowRight', true), 55);
  assert.equal(stepped(many, 50, 'PageDown', false), 40);
  assert.equal(stepped(many, 99, 'PageUp', false), 100);
});
