/** Tallies: what they allow, and when again. */
import assert from 'node:assert/strict';
import { placeOf } from '../../src/domain/network.ts';
import {
  type Tally,
  type TallyRule,
  emptyTally,
  waitOf,
  withTry,
  withoutTry,
} from '../../src/domain/throttle.ts';
import {
  ADDRESS_RULE,
  ALARMED_STRANGER_RULE,
  CODE_RULE,
  DEVICE_RULE,
  NETWORK_RULE,
  SENDINGS_RULE,
  SERIAL_RULE,
  STRANGER_RULE,
  isAlarmed,
} from '../../src/domain/throttle-rules.ts';

const T = 1_800_000_000_000;
const DAY_S = 86_400;

/** Tries as fast as the rule lets: the seconds waited before each. */
function waits(rule: TallyRule, count: number): number[] {
  let tally = emptyTally('t');
  let now = T;
  return Array.from({ length: count }, () => {
    const waited = waitOf(tally, rule, now);
    now += waited;
    tally = withTry(tally, rule, { at: now });
    return waited / 1000;
  });
}

function filled(rule: TallyRule, count: number, what: (n: number) => string = () => 'x'): Tally {
  let tally = emptyTally('t');
  for (let n = 0; n < count; n += 1) tally = withTry(tally, rule, { at: T, what: what(n) });
  return tally;
}

describe('the throttle', () => {
  it('gives strangers 5 free tries, then delays from 30 s to 900 s, 20 a day', () => {
    const seen = waits(STRANGER_RULE, 21);
    assert.deepEqual(seen.slice(0, 12), [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]);
    const first20 = seen.slice(0, 20).reduce((sum, one) => sum + one, 0);
    assert.equal(seen[20], DAY_S - first20, 'the 21st waits until the first is a day old');
  });

  it('slows every network down to one try a minute, 5 a day, while a serial is attacked', () => {
    const serial = filled(SERIAL_RULE, 100);
    assert.equal(isAlarmed(filled(SERIAL_RULE, 99), T), false);
    assert.equal(isAlarmed(serial, T), true);
    assert.equal(isAlarmed(serial, T + DAY_S * 1000), false);
    assert.deepEqual(waits(ALARMED_STRANGER_RULE, 6), [0, 60, 60, 60, 60, DAY_S - 240]);
  });

  it('makes an address wait after 50 failures or 20 different serials in 10 minutes', () => {
    assert.equal(waitOf(filled(ADDRESS_RULE, 49), ADDRESS_RULE, T), 0);
    assert.equal(waitOf(filled(ADDRESS_RULE, 50), ADDRESS_RULE, T), 60_000);
    const serials = filled(ADDRESS_RULE, 20, String);
    assert.equal(waitOf(serials, ADDRESS_RULE, T + 1000), 59_000);
    assert.equal(waitOf(filled(ADDRESS_RULE, 19, String), ADDRESS_RULE, T), 0);
    assert.equal(waitOf(serials, ADDRESS_RULE, T + 600_000), 0);
  });

  it('makes a network wait after 200 failures', () => {
    assert.equal(waitOf(filled(NETWORK_RULE, 199), NETWORK_RULE, T), 0);
    assert.equal(waitOf(filled(NETWORK_RULE, 200), NETWORK_RULE, T), 60_000);
  });

  it('allows a known device 10 failures an hour, an account 10 codes a day and 4 SMS in 10 minutes', () => {
    for (const [rule, count, windowS] of [
      [DEVICE_RULE, 10, 3600],
      [CODE_RULE, 10, DAY_S],
      [SENDINGS_RULE, 4, 600],
    ] as const) {
      assert.equal(waitOf(filled(rule, count - 1), rule, T), 0);
      assert.equal(waitOf(filled(rule, count), rule, T + 1000), (windowS - 1) * 1000);
    }
  });

  it('keeps no more events than it needs, and does not count what it refuses', () => {
    for (const rule of [STRANGER_RULE, SERIAL_RULE, ADDRESS_RULE, NETWORK_RULE])
      assert.ok(filled(rule, 500).events.length <= rule.kept);
    const full = filled(CODE_RULE, 10);
    assert.equal(withTry(full, CODE_RULE, { at: T }), full);
  });

  it('gives one try back, and only one that is there', () => {
    const tally = filled(ADDRESS_RULE, 3, String);
    const given = withoutTry(tally, { at: T, what: '1' });
    assert.deepEqual(
      given.events.map(({ what }) => what),
      ['0', '2'],
    );
    assert.equal(withoutTry(given, { at: T, what: '1' }), given);
  });

  it('lets nobody wait for a try that another process reserved a moment later', () => {
    const tally = withTry(emptyTally('t'), STRANGER_RULE, { at: T + 5 });
    assert.equal(waitOf(tally, STRANGER_RULE, T), 0);
  });
});

describe('a network place', () => {
  for (const [text, address, network] of [
    ['192.0.2.77', '192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:0DB8:0001::1', '2001:db8:1:0::/64', '2001:db8:1::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
    ['2001:db8::', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['not an address', 'not an address', 'not an address'],
  ] as const)
    it(`of ${text} is ${network}`, () => {
      assert.deepEqual(placeOf(text), { address, network });
    });
});
