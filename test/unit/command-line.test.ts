import assert from 'node:assert/strict';
import {
  UsageError,
  listed,
  optional,
  readOptions,
  required,
} from '../../scripts/support/command-line.ts';

describe('options of the command line', () => {
  const OPTIONS = { for: { type: 'string' }, pin: { type: 'boolean' } } as const;
  const read = (...args: string[]) => readOptions(OPTIONS, args);

  it('are read with a space or an equals sign', () => {
    assert.deepEqual({ ...read('--for', 'A', '--pin') }, { for: 'A', pin: true });
    assert.deepEqual({ ...read('--for=A') }, { for: 'A' });
  });

  it('are refused when unknown, repeated, without value, or stray words', () => {
    const lines = [
      ['--fro', 'A'],
      ['--for', 'A', '--for', 'B'],
      ['--for'],
      ['--for', '--pin'],
      ['--pin=yes'],
      ['--no-pin'],
      ['A'],
      ['-f', 'A'],
    ];
    for (const line of lines) assert.throws(() => read(...line), UsageError, line.join(' '));
  });

  it('must be there, and filled, where that is asked', () => {
    assert.equal(required(read('--for', 'A'), 'for'), 'A');
    assert.equal(optional(read(), 'for'), undefined);
    assert.throws(() => required(read(), 'for'), /--for is missing/);
    assert.throws(() => optional(read('--for', ' '), 'for'), /--for is empty/);
  });

  it('list known words alone, in one order, each once', () => {
    const words = ['fse', 'booking'] as const;
    assert.deepEqual(listed(read('--for', 'booking, fse,fse'), 'for', words), ['fse', 'booking']);
    assert.equal(listed(read(), 'for', words), undefined);
    for (const text of ['fse,', 'FSE', 'toString', ','])
      assert.throws(() => listed(read('--for', text), 'for', words), UsageError);
  });
});
