import assert from 'node:assert/strict';
import { test } from 'node:test';
import { number } from '../../src/web/dom.js';

// The spellings of WordsTests.cs: what is read out of a picture stands beside what the library wrote.
for (const [value, text] of /** @type {[number, string][]} */ ([
  [0, '0'], [-0, '0'], [1, '1'], [-12, '−12'], [0.25, '0.25'], [-0.021314, '−0.02131'], [999.95, '1000'], [999.94, '999.9'], [9999.7, '10000'],
  [12345.6, '12346'], [-123456.7, '−123457'], [123456, '123456'], [999999, '999999'], [999999.7, '1e6'], [1234567, '1.235e6'], [1e9, '1e9'],
  [-1e9, '−1e9'], [0.0001, '0.0001'], [0.00012341, '0.0001234'], [1e-5, '1e−5'], [-3.2109e-7, '−3.211e−7'], [5e-324, '4.941e−324'],
  [Number.MAX_VALUE, '1.798e308'], [NaN, 'NaN'], [Infinity, '+Inf'], [-Infinity, '−Inf'],
])) {
  test(`${value} reads ${text}`, () => assert.equal(number(value), text));
}

test('digits may be asked for', () => {
  const asked = [[3.14159, 2], [999.95, 3], [1.96e-5, 2], [1.96e-5, 1], [2.302585, 6], [12345, 3]].map(([value, digits]) => number(value, digits));
  assert.deepEqual(asked, ['3.1', '1000', '2e−5', '2e−5', '2.30259', '12345']);
});
