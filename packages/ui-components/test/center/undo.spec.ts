/** The sentences of the undo strip. */

import type { INotification } from '@jupyter-notifications/core';
import { nullTranslator } from '@jupyterlab/translation';

import { describeDeed } from '../../src/center/undo';
import type { Deed } from '../../src/model/undo';

describe('describeDeed()', () => {
  const trans = nullTranslator.load('');
  const entry = (title: string): INotification => ({
    id: title,
    title,
    arrived: '1',
    created: '2026-11-23T00:00:00Z',
    updated: '2026-11-23T00:00:00Z'
  });
  const one = [entry('A')];
  const two = [entry('A'), entry('B')];
  const until = new Date(2031, 4, 6, 9, 30);

  beforeEach(() => {
    document.documentElement.lang = 'en-GB';
  });

  afterEach(() => {
    document.documentElement.lang = '';
  });

  it.each<[Deed, string]>([
    [{ kind: 'delete', entries: one }, 'Deleted “A”'],
    [{ kind: 'delete', entries: two }, 'Deleted 2 notifications'],
    [{ kind: 'archive', entries: one }, 'Archived “A”'],
    [{ kind: 'archive', entries: two }, 'Archived 2 notifications'],
    [{ kind: 'unarchive', entries: one }, 'Moved “A” to the inbox'],
    [{ kind: 'unarchive', entries: two }, 'Moved 2 notifications to the inbox'],
    [{ kind: 'wake', entries: one }, 'Woke “A”'],
    [{ kind: 'wake', entries: two }, 'Woke 2 notifications'],
    [{ kind: 'mute', what: { source: 'x' }, entries: [] }, 'Muted “x”'],
    [{ kind: 'unmute', what: { topic: 'y' }, entries: [] }, 'Unmuted “y”']
  ])('should say of %# what was done', (deed, sentence) => {
    expect(describeDeed(deed, trans)).toBe(sentence);
  });

  it('should say until when something is snoozed', () => {
    expect(
      describeDeed({ kind: 'snooze', entries: one, until }, trans)
    ).toMatch(/^Snoozed “A” until 6 May 2031,? (at )?0?9:30$/);
    expect(
      describeDeed({ kind: 'snooze', entries: two, until }, trans)
    ).toMatch(/^Snoozed 2 notifications until 6 May 2031,? (at )?0?9:30$/);
  });

  it('should cut a long title, so that the rest can be seen', () => {
    const [long] = [entry('😀'.repeat(81))];
    expect(describeDeed({ kind: 'delete', entries: [long] }, trans)).toBe(
      `Deleted “${'😀'.repeat(79)}…”`
    );
    const fits = entry('x'.repeat(80));
    expect(describeDeed({ kind: 'delete', entries: [fits] }, trans)).toBe(
      `Deleted “${fits.title}”`
    );
  });
});
