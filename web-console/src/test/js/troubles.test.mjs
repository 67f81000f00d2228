import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {troubleText} from '../../main/resources/web/js/troubles.js';

test('every reason that the page on decoding names has words and a remedy', () => {
  const page = readFileSync(new URL('../../../../docs/decoding.md', import.meta.url), 'utf8');
  const tables = page.slice(page.indexOf('## Malformed messages'), page.indexOf('## InfluxDB'));
  const reasons = [...tables.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, reason]) => reason);
  assert.ok(reasons.length > 15, `${reasons.length} reasons`);
  for (const reason of reasons) assert.match(troubleText(reason), /\..+\.$/, reason);
});

test('a reason of a newer gateway stands for itself', () => {
  assert.equal(troubleText('brand-new'), '');
});
