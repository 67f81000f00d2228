import {test} from 'node:test';
import assert from 'node:assert/strict';
import {Track, bucketWidth, lowerBound, plotted, states} from '../../main/resources/web/js/chart.js';

const history = (t, avg, spread = 0) => ({
  t,
  avg,
  min: avg.map((v) => (v === null ? null : v - spread)),
  max: avg.map((v) => (v === null ? null : v + spread)),
});

test('buckets are as wide as the gateway makes them', () => {
  assert.equal(bucketWidth(900_000, 1600), 1000);
  assert.equal(bucketWidth(3_600_000, 1000), 5000);
  assert.equal(bucketWidth(86_400_000, 1000), 120_000);
});

test('history and live values become one line without a seam', () => {
  const track = new Track(1000);
  track.merge(history([1000, 2000, 3000], [1, 2, 3]));
  track.push(4200, 4);
  track.push(5100, 5);
  const {t, avg} = track.columns(0, 6000, 5000);
  assert.deepEqual(t, [1000, 2000, 3000, 4000, 5000, 5100]);
  assert.deepEqual(avg, [1, 2, 3, 4, 5, 5]);
  assert.equal(track.lastTime, 5100);
});

test('values of one bucket make its minimum, maximum and mean', () => {
  const track = new Track(1000);
  for (const [t, v] of [[1000, 2], [1100, 8], [1200, 5]]) track.push(t, v);
  assert.equal(track.length, 1);
  assert.deepEqual([track.min[0], track.max[0], track.avg[0]], [2, 8, 5]);
});

test('the line ends in the newest value, at its own time', () => {
  const track = new Track(1000);
  track.push(1000, 2);
  track.push(1900, 4);
  const {t, avg} = track.columns(0, 5000, 5000);
  assert.deepEqual(t, [1000, 1900]);
  assert.deepEqual(avg, [3, 4]);
});

test('a silence longer than allowed is a gap, a shorter one is not', () => {
  const track = new Track(1000);
  track.merge(history([1000, 2000, 9000, 10000], [1, 1, 1, 1]));
  assert.deepEqual(track.columns(0, 20000, 5000).avg, [1, 1, null, 1, 1]);
  assert.deepEqual(track.columns(0, 20000, 8000).avg, [1, 1, 1, 1]);
});

test('empty buckets between slow readings do not tear the line', () => {
  const track = new Track(1000);
  const t = Array.from({length: 60}, (_, i) => i * 1000);
  track.merge(history(t, t.map((ms) => (ms % 10_000 === 0 ? 7 : null))));
  const maxGap = track.maxGap(5000);
  assert.ok(maxGap >= 30_000, `a signal every 10 s may be silent for 30 s, not ${maxGap}`);
  assert.deepEqual(track.columns(0, 60_000, maxGap).avg, [7, 7, 7, 7, 7, 7]);
});

test('a bad reading breaks the line at once', () => {
  const track = new Track(1000);
  track.push(1000, 1);
  track.push(2000, null);
  track.push(3000, 2);
  assert.deepEqual(track.columns(0, 9000, 60_000).avg, [1, null, 2]);
});

test('history fetched again replaces its buckets and leaves newer live ones', () => {
  const track = new Track(1000);
  track.merge(history([1000, 2000], [1, 1]));
  for (const t of [3000, 4000, 5000]) track.push(t, 9);
  track.merge(history([2000, 3000, 4000], [2, 3, 4], 0.5));
  assert.deepEqual(track.t, [1000, 2000, 3000, 4000, 5000]);
  assert.deepEqual(track.avg, [1, 2, 3, 4, 9]);
  assert.equal(track.max[2], 3.5);
  assert.equal(track.lastTime, 5000);
});

test('history closes the gap that a broken connection left', () => {
  const track = new Track(1000);
  for (const t of [1000, 2000, 30_000]) track.push(t, 1);
  assert.ok(track.columns(0, 40_000, 5000).avg.includes(null));
  track.merge(history(Array.from({length: 28}, (_, i) => 2000 + i * 1000), Array(28).fill(1)));
  assert.ok(!track.columns(0, 40_000, 5000).avg.includes(null));
});

test('a value older than the newest is not drawn twice', () => {
  const track = new Track(1000);
  track.push(5000, 1);
  track.push(4000, 99);
  assert.deepEqual(track.columns(0, 9000, 9000).avg, [1]);
});

test('a track stays bounded however long it runs', () => {
  const track = new Track(1000);
  for (let i = 0; i < 20_000; i++) track.push(i * 1000, i);
  assert.ok(track.length <= 6750, `${track.length} buckets`);
  assert.equal(track.t[track.length - 1], 19_999_000);
});

test('what has left the window is forgotten, but the line still enters from the edge', () => {
  const track = new Track(1000);
  for (let i = 0; i < 100; i++) track.push(i * 1000, i);
  track.forgetBefore(50_000);
  assert.equal(track.t[0], 49_000);
});

test('numbers of a range come from its buckets alone', () => {
  const track = new Track(1000);
  track.merge(history([1000, 2000, 3000, 4000], [100, 1, 3, 5], 0.5));
  const found = track.stats(2000, 4000);
  assert.deepEqual(found, {min: 0.5, mean: 3, max: 5.5, points: 3});
  assert.equal(track.stats(9000, 9999), null);
});

test('the mean is that of the readings, not of the buckets', () => {
  const track = new Track(1000);
  track.merge({t: [1000, 2000, 3000], min: [10, null, 50], max: [30, null, 50], avg: [20, null, 50], n: [3, 0, 1]});
  assert.equal(track.stats(0, 9000).mean, 27.5);
});

test('a live value joins the readings that history has of its bucket', () => {
  const track = new Track(1000);
  track.merge({t: [5000], min: [10], max: [30], avg: [20], n: [3]}, 5500);
  track.push(5900, 60);
  assert.deepEqual([track.min[0], track.max[0], track.avg[0], track.n[0]], [10, 60, 30, 4]);
});

test('the reading that the page was opened with is in history already and counts once', () => {
  const track = new Track(1000);
  // 10, 20, 30 and 40 were published; the page is opened a while later.
  track.merge({t: [5000], min: [10], max: [40], avg: [25], n: [4]}, 60_000);
  track.push(5940, 40);
  assert.equal(track.stats(0, 60_000).mean, 25);
  assert.deepEqual([track.min[0], track.avg[0], track.max[0]], [10, 25, 40]);
  assert.equal(track.lastTime, 5940, 'but the line ends in it');
  assert.equal(track.lastValue, 40);
});

test('a reading that the line told a moment later than history counts once', () => {
  const track = new Track(1000);
  track.merge({t: [5000], min: [10], max: [40], avg: [25], n: [4]}, 6000);
  track.push(6050, 40); // told with the next tick, in the next bucket
  assert.deepEqual(track.t, [5000]);
  assert.equal(track.stats(0, 60_000).mean, 25);
  track.push(7400, 40);
  assert.deepEqual(track.t, [5000, 7000], 'a later one of the same value is a reading of its own');
});

test('a value that history cannot have yet counts', () => {
  const track = new Track(1000);
  track.merge({t: [5000], min: [10], max: [40], avg: [25], n: [4]}, 6000);
  track.push(6050, 99);
  assert.deepEqual(track.t, [5000, 6000]);
});

test('history fetched again puts a reading where it belongs, not where the line told it', () => {
  const track = new Track(1000);
  track.push(6050, 40); // told with the tick after it
  track.merge({t: [4000, 5000], min: [null, 40], max: [null, 40], avg: [null, 40], n: [0, 1]}, 60_000);
  assert.deepEqual(track.t, [5000]);
});

/** The trend of a value each second for 15 minutes. */
const trendOf = (f) => {
  const track = new Track(1000);
  for (let i = 0; i < 900; i++) track.push(i * 1000, f(i));
  return track.trend(0, 900_000);
};

/** Noise that is the same in every run. */
const noise = (i) => ((Math.sin(i * 12.9898) * 43758.5453) % 1);

test('the trend is where the signal goes now', () => {
  assert.equal(trendOf((i) => i), 'rising');
  assert.equal(trendOf((i) => -i), 'falling');
  assert.equal(trendOf((i) => (i < 450 ? i : 900 - i)), 'falling');
  assert.equal(trendOf((i) => i / 100 + noise(i)), 'rising');
  assert.equal(trendOf(() => 5), 'steady');
});

test('what has no clear direction is given none', () => {
  assert.equal(trendOf(noise), null);
  assert.equal(trendOf((i) => Math.sin(i / 20)), null, 'a wave');
  for (const period of [20, 45, 60, 100, 150, 200]) {
    assert.equal(trendOf((i) => i % period), null, `a sawtooth of ${period} s`);
  }
  assert.equal(trendOf((i) => (i < 890 ? i : 0)), null, 'it rose, and has just fallen');
});

test('a few readings make no trend', () => {
  const track = new Track(1000);
  [21.5, 22.9, 33.3].forEach((v, i) => track.push(i * 200_000, v));
  assert.equal(track.trend(0, 900_000), null);
  assert.equal(new Track(1000).trend(0, 900_000), null);
});

test('how long a truth value held is measured in time, not in readings', () => {
  const track = new Track(1000);
  track.merge({t: [0, 10_000, 40_000], avg: [1, 0, 1]});
  assert.deepEqual(track.held(0, 50_000, 60_000), {known: 50_000, on: 20_000});
  assert.deepEqual(track.held(5000, 45_000, 60_000), {known: 40_000, on: 10_000}, 'the range cuts');
  assert.deepEqual(track.held(0, 50_000, 15_000), {known: 21_000, on: 20_000}, 'a silence is not known');
  assert.deepEqual(new Track(1000).held(0, 9000, 9000), {known: 0, on: 0});
});

test('a bucket that was both on and off counts with its share', () => {
  const track = new Track(10_000);
  track.merge({t: [0, 10_000, 20_000], min: [0, 0, 1], max: [0, 1, 1], avg: [0, 0.4, 1]});
  assert.deepEqual(track.held(0, 30_000, 60_000), {known: 30_000, on: 14_000});
});

test('a switch is on, off, or both within a bucket, each as long as it held', () => {
  const c = {
    t: [1, 2, 3, 4, 5, 9, 10],
    min: [0, 0, 0, 1, null, 1, 1], max: [0, 0, 1, 1, null, 1, 1], avg: [0, 0, 0.4, 1, null, 1, 1],
  };
  assert.deepEqual(states(c, 12), [
    {from: 1, to: 3, state: 'off'},
    {from: 3, to: 4, state: 'both'},
    {from: 4, to: 5, state: 'on'},
    {from: 9, to: 12, state: 'on'},
  ]);
  assert.deepEqual(states({t: [], min: [], max: [], avg: []}, 5), []);
});

test('booleans are drawn as 0 and 1, texts and nonsense not at all', () => {
  assert.equal(plotted(true), 1);
  assert.equal(plotted(false), 0);
  assert.equal(plotted('x'), null);
  assert.equal(plotted(Infinity), null);
  assert.equal(plotted(null), null);
});

test('the lower bound is the first place not before', () => {
  assert.equal(lowerBound([1, 3, 5], 3), 1);
  assert.equal(lowerBound([1, 3, 5], 4), 2);
  assert.equal(lowerBound([], 4), 0);
});
