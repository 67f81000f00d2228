import {test} from 'node:test';
import assert from 'node:assert/strict';
import {
  Decimals, Times, count, decimalsOf, duration, fixed, knownZone, plural, quantity, reasonText,
  shellWord, standing, valueText,
} from '../../main/resources/web/js/format.js';

test('digits are as many as configured, whatever the value', () => {
  assert.equal(fixed(21.4, 2), '21.40');
  assert.equal(fixed(1234567.891, 1), '1,234,567.9');
  assert.equal(fixed(-0.04, 1), '0.0');
  assert.equal(fixed(-0.06, 1), '-0.1');
});

test('the decimals of a number are those of its shortest form', () => {
  assert.equal(decimalsOf(21), 0);
  assert.equal(decimalsOf(21.45), 2);
  assert.equal(decimalsOf(1e21), 0);
  assert.equal(decimalsOf(1.5e-7), 8);
});

test('a signal without configured decimals keeps the digits it once needed', () => {
  const decimals = new Decimals(-1);
  assert.equal(decimals.see(21), 0);
  assert.equal(decimals.see(21.4), 1);
  assert.equal(decimals.see(22), 1, 'a round value does not make the digits jump');
  assert.equal(decimals.see(21.123456789), 2, 'four significant digits are enough');
});

test('counters stay whole and large values lose decimals', () => {
  const counter = new Decimals(-1);
  for (const n of [1, 999, 1_000_000]) assert.equal(counter.see(n), 0);
  const large = new Decimals(-1);
  assert.equal(large.see(1234.5678), 1);
});

test('configured decimals win', () => {
  const decimals = new Decimals(3);
  assert.equal(decimals.see(1), 3);
});

test('watts, bytes and hertz take prefixes, degrees do not', () => {
  assert.deepEqual(quantity(13250, 'W', 0), {number: '13.25', unit: 'kW'});
  assert.deepEqual(quantity(5_200_000, 'B', 0), {number: '5.20', unit: 'MB'});
  assert.deepEqual(quantity(49.98, 'Hz', 2), {number: '49.98', unit: 'Hz'});
  assert.deepEqual(quantity(13250, '°C', 0), {number: '13,250', unit: '°C'});
});

test('a unit follows a narrow no-break space; a missing value is a dash and never 0', () => {
  assert.equal(valueText(21.4, '°C', 1), '21.4\u202f°C');
  assert.equal(valueText(null, '°C', 1), '–');
  assert.equal(valueText(NaN, '°C', 1), '–');
  assert.equal(valueText(0, null, 0), '0');
  assert.equal(valueText(true, null, 0), 'On');
  assert.equal(valueText(false, 'x', 0), 'Off');
  assert.equal(valueText('RUNNING', null, 0), 'RUNNING');
});

test('numbers too large or small for digits are written with an exponent', () => {
  assert.equal(valueText(1.5e300, null, 0), '1.500e300');
  assert.equal(valueText(2e-12, 'A', 0), '2.000e-12\u202fA');
});

test('an integer is shown with all its digits as far as a double has them', () => {
  assert.equal(valueText(9007199254740993, null, 0), '9,007,199,254,740,992');
  assert.equal(valueText(-1e15, null, 0), '-1,000,000,000,000,000');
  assert.equal(valueText(2 ** 54, null, 0), '1.801e16');
});

test('ages stay ages for a day and become dates then', () => {
  const times = new Times('Europe/Berlin');
  const now = Date.UTC(2026, 10, 24, 13, 2, 9);
  assert.equal(times.ago(now, now), 'now');
  assert.equal(times.ago(now - 12_400, now), '12 s ago');
  assert.equal(times.ago(now - 61_000, now), '1 min ago');
  assert.equal(times.ago(now - 59 * 60_000, now), '59 min ago');
  assert.equal(times.ago(now - 3.9 * 3_600_000, now), '3 h ago');
  assert.equal(times.ago(now - 3 * 86_400_000, now), '21 Nov 14:02');
  assert.equal(times.ago(NaN, now), '–');
  assert.equal(times.ago(now + 10_000, now), '14:02:19', 'a time to come is shown, not an age');
});

test('a full time names its zone and has milliseconds', () => {
  const times = new Times('Europe/Berlin');
  assert.equal(times.full(Date.UTC(2026, 10, 24, 13, 2, 9, 7)), '2026-11-24 14:02:09.007 Europe/Berlin');
  assert.equal(times.full(NaN), '');
});

test('a zone the browser does not know becomes UTC', () => {
  assert.equal(knownZone('Z'), 'UTC');
  assert.equal(knownZone('Mars/Olympus'), 'UTC');
  assert.equal(knownZone(undefined), 'UTC');
  assert.equal(knownZone('Asia/Tokyo'), 'Asia/Tokyo');
});

test('durations and counts read well', () => {
  assert.equal(duration(45_000), '45 s');
  assert.equal(duration(80_000), '1 min 20 s');
  assert.equal(duration(12 * 60_000), '12 min');
  assert.equal(duration(200 * 60_000), '3 h 20 min');
  assert.equal(duration(52 * 3_600_000), '2 d 4 h');
  assert.equal(duration(-5), '0 s');
  assert.equal(count(1843221), '1,843,221');
  assert.equal(count(null), '–');
  assert.equal(plural(1, 'signal'), '1 signal');
  assert.equal(plural(0, 'signal'), '0 signals');
});

test('a bad value is bad, even when it is old; any other old value is stale', () => {
  assert.equal(standing('bad', true), 'bad');
  assert.equal(standing('uncertain', true), 'stale');
  assert.equal(standing('good', true), 'stale');
  assert.equal(standing('uncertain', false), 'uncertain');
  assert.equal(standing('good', false), 'good');
  assert.equal(standing(null, false), 'none');
});

test('reasons have words, unknown ones stand for themselves', () => {
  assert.match(reasonText('clock'), /clock/);
  assert.equal(reasonText('brand-new'), 'brand-new');
  assert.equal(reasonText(''), '');
});

test('a word for the shell is quoted where it must be', () => {
  assert.equal(shellWord('/opt/sluice/bin/sluice'), '/opt/sluice/bin/sluice');
  assert.equal(shellWord('/srv/my data'), "'/srv/my data'");
  assert.equal(shellWord("it's $HOME"), "'it'\\''s $HOME'");
});
