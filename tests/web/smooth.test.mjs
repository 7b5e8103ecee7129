// The moving average of a history, by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smooth, unitOf } from '../../src/web/smooth.js';

/** @param {number[]} got @param {number[]} want */
const near = (got, want) => want.forEach((value, i) => assert.ok(Math.abs(got[i] - value) < 1e-12 || Object.is(got[i], value), `${got} is not ${want}`));

test('the average by hand: weights a, a², … over those there are', () => {
  // a = 0.5: 4; (2 + 0.5 · 4) / 1.5 = 8/3; (6 + 0.5 · 2 + 0.25 · 4) / 1.75 = 32/7
  near(smooth([0, 1, 2], [4, 2, 6], 0.5, 1), [4, 8 / 3, 32 / 7]);
});

test('a constant stays, no smoothing changes nothing, gaps stay gaps', () => {
  near(smooth([0, 1, 2], [3, 3, 3], 0.9, 1), [3, 3, 3]);
  near(smooth([0, 1, 2], [1, 5, -2], 0, 1), [1, 5, -2]);
  near(smooth([0, 1, 2], [1, NaN, 1], 0.5, 1), [1, NaN, 1]);
});

test('values twice as far apart count as after twice the steps', () => {
  near(smooth([0, 2], [0, 1], 0.5, 1), smooth([0, 1], [0, 1], 0.25, 1));
});

test('the unit is the densest series\' mean distance', () => {
  assert.equal(unitOf([[0, 10, 20], [0, 2, 4, 6], [5], []]), 2);
});
