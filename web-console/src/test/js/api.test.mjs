import {test} from 'node:test';
import assert from 'node:assert/strict';
import {Api, Problem, farewell, query, retrySeconds} from '../../main/resources/web/js/api.js';

/** A gateway that answers what it is told, in order, and notes what it was asked. */
function gateway(...answers) {
  const asked = [];
  const fetcher = async (address, options) => {
    asked.push({address, ...options});
    const answer = answers.shift();
    if (!answer) throw new Error(`nothing left to answer ${address}`);
    if (answer instanceof Error) throw answer;
    const {status = 200, body, headers = {}} = answer;
    return new Response(status === 204 ? null : JSON.stringify(body ?? {}), {
      status,
      headers: {'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', ...headers},
    });
  };
  return {asked, fetcher};
}

test('the session names the gateway, and its token goes with every unsafe request', async () => {
  const {asked, fetcher} = gateway(
    {body: {claimed: true, gateway: 'plant-7', user: 'ada', csrf: 'tok'}},
    {status: 204},
  );
  const api = new Api(fetcher);
  const session = await api.session();
  assert.equal(session.name, 'plant-7');
  await api.logout();
  assert.equal(asked[0].headers['X-CSRF-Token'], undefined);
  assert.equal(asked[1].method, 'DELETE');
  assert.equal(asked[1].headers['X-CSRF-Token'], 'tok');
});

test('a log-in sends name and password and keeps the new token', async () => {
  const {asked, fetcher} = gateway({body: {claimed: true, user: 'ada', csrf: 'new'}});
  const api = new Api(fetcher);
  await api.login('ada', 'secret');
  assert.equal(asked[0].address, '/api/v1/session');
  assert.deepEqual(JSON.parse(asked[0].body), {name: 'ada', password: 'secret'});
  assert.equal(api.csrf, 'new');
});

test('a problem document becomes words, a field and a time to wait', async () => {
  const {fetcher} = gateway({
    status: 429,
    body: {type: '/problems/too-many-tries', title: 'Too many tries', detail: 'The next try counts in 12 s.'},
    headers: {'Retry-After': '12'},
  });
  const problem = await new Api(fetcher).login('a', 'b').catch((e) => e);
  assert.ok(problem instanceof Problem);
  assert.equal(problem.status, 429);
  assert.equal(problem.retryAfter, 12);
  assert.equal(problem.message, 'Too many tries. The next try counts in 12 s.');
});

test('of a wrong field people read what is wrong with it', () => {
  const problem = new Problem({status: 400, title: 'The body is wrong', detail: 'A name has no blanks.', field: 'name'});
  assert.equal(problem.message, 'A name has no blanks.');
  assert.equal(new Problem({status: 403, title: 'The code is wrong', detail: ''}).message, 'The code is wrong.');
  assert.equal(new Problem({status: 500}).message, 'The gateway answered 500.');
});

test('a session that ended is told once, a wrong password is not', async () => {
  let ended = 0;
  const {fetcher} = gateway({status: 401}, {status: 401});
  const api = new Api(fetcher, () => ended++);
  await assert.rejects(api.login('a', 'b'));
  assert.equal(ended, 0);
  await assert.rejects(api.get('/signals'));
  assert.equal(ended, 1);
});

test('a gateway that does not answer is a problem with status 0', async () => {
  const {fetcher} = gateway(new TypeError('Failed to fetch'));
  const problem = await new Api(fetcher).get('/signals').catch((e) => e);
  assert.equal(problem.unreachable, true);
  assert.match(problem.message, /did not answer/);
});

test('a page of signals knows whether more follow and how many there are', async () => {
  const three = [{id: 'a/1'}, {id: 'a/2'}, {id: 'a/3'}];
  const {asked, fetcher} = gateway({body: three, headers: {'X-Total-Count': '20000'}});
  const page = await new Api(fetcher).signals(2, 'a/0', 'x y');
  assert.equal(asked[0].address, '/api/v1/signals?limit=3&after=a%2F0&q=x+y');
  assert.deepEqual(page, {list: three.slice(0, 2), total: 20000, more: true});
});

test('queries repeat lists and leave out what is empty', () => {
  assert.equal(query({signal: ['a/b', 'c d'], from: 0, q: '', to: null}), '?signal=a%2Fb&signal=c+d&from=0');
  assert.equal(query({}), '');
});

test('Retry-After is seconds or a date', () => {
  assert.equal(retrySeconds('7', 0), 7);
  assert.equal(retrySeconds('Thu, 01 Jan 1970 00:00:30 GMT', 10_000), 20);
  assert.equal(retrySeconds('soon', 0), null);
  assert.equal(retrySeconds(null, 0), null);
});

test('the file of a signal has whole milliseconds and an escaped id', () => {
  const api = new Api(async () => new Response());
  assert.equal(api.csvHref('a/ü', 1.5, 2.5), '/api/v1/history.csv?signal=a%2F%C3%BC&from=1&to=3');
});

test('who has to log in again is told why', () => {
  assert.match(farewell({boot: 'a'}, {boot: 'b'}), /restarted/);
  assert.match(farewell({boot: 'a'}, {boot: 'a'}), /session has ended/);
  assert.match(farewell({}, {boot: 'a'}), /session has ended/, 'an older gateway did not say');
});

test('a gateway that is not ready says so with 503, which is an answer all the same', async () => {
  const {fetcher} = gateway(
    {status: 503, body: {status: 'down'}, headers: {'Content-Type': 'application/json'}},
    {status: 503, body: {title: 'Busy'}},
  );
  const api = new Api(fetcher);
  assert.deepEqual(await api.health(), {status: 'down'});
  await assert.rejects(api.get('/ledger'), Problem);
});
