/** What can be done with entries, one and many: what the server is told, how it is taken back, and what went wrong. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import type {
  INotification,
  INotificationDraft
} from '@jupyter-notifications/core';

import { UndoStack } from '../../src/model/undo';
import { Verbs } from '../../src/model/verbs';

const TOMORROW = new Date(Date.now() + 86_400_000);

describe('Verbs', () => {
  let inbox: FakeNotifications;
  let verbs: Verbs;

  async function fill(
    ...entries: Array<INotificationDraft & Partial<INotification>>
  ): Promise<INotification[]> {
    inbox = new FakeNotifications({ entries });
    verbs = new Verbs(inbox);
    await inbox.settled();
    return inbox.server.entries.reverse();
  }

  const stored = () => inbox.server.entries.reverse();
  const refuse = () => {
    inbox.server.intercept = () => {
      throw new Error('No');
    };
  };

  beforeEach(() => jest.useFakeTimers());

  afterEach(() => {
    verbs.dispose();
    inbox.dispose();
    jest.useRealTimers();
  });

  it('should mark many read, and unread again, but not what is in progress', async () => {
    const entries = await fill(
      { title: 'A' },
      { title: 'B', read: true },
      { title: 'C', type: 'in-progress' }
    );
    await verbs.setRead(entries, true);
    expect(stored().map(one => !!one.read)).toEqual([true, true, false]);
    await verbs.setRead(stored(), false);
    expect(stored().map(one => !!one.read)).toEqual([false, false, false]);
    expect(verbs.undoStack.last).toBeNull();
  });

  it('should ask for nothing where nothing changes', async () => {
    const entries = await fill({ title: 'A', read: true, archived: true });
    inbox.server.intercept = jest.fn();
    await verbs.setRead(entries, true);
    await verbs.setArchived(entries, true);
    await verbs.snooze(entries, null);
    verbs.remove([]);
    expect(inbox.server.intercept).not.toHaveBeenCalled();
    expect(verbs.undoStack.last).toBeNull();
  });

  it('should archive many, and move back those that it moved', async () => {
    const entries = await fill({ title: 'A' }, { title: 'B', archived: true });
    await verbs.setArchived(entries, true);
    expect(stored().map(one => !!one.archived)).toEqual([true, true]);
    expect(verbs.undoStack.last).toMatchObject({
      kind: 'archive',
      entries: [{ title: 'A' }]
    });
    verbs.undo();
    await inbox.settled();
    expect(stored().map(one => !!one.archived)).toEqual([false, true]);
    await verbs.setArchived([stored()[1]], false);
    expect(verbs.undoStack.last).toMatchObject({ kind: 'unarchive' });
  });

  it('should snooze many, and put each back to how it slept before', async () => {
    const before = new Date(Date.now() + 3_600_000).toISOString();
    const entries = await fill(
      { title: 'A' },
      { title: 'B', snoozed_until: before },
      { title: 'C', snoozed_until: '2020-01-01T00:00:00Z' }
    );
    await verbs.snooze(entries, TOMORROW);
    const until = TOMORROW.toISOString();
    expect(stored().map(one => one.snoozed_until)).toEqual([
      until,
      until,
      until
    ]);
    expect(verbs.undoStack.last).toMatchObject({
      kind: 'snooze',
      until: TOMORROW
    });
    verbs.undo();
    await inbox.settled();
    // A time that has passed would be refused.
    expect(stored().map(one => one.snoozed_until)).toEqual([
      undefined,
      before,
      undefined
    ]);
  });

  it('should wake those that sleep', async () => {
    const until = TOMORROW.toISOString();
    const entries = await fill(
      { title: 'A', snoozed_until: until },
      { title: 'B' }
    );
    await verbs.snooze(entries, null);
    expect(stored()[0].snoozed_until).toBeUndefined();
    expect(verbs.undoStack.last).toMatchObject({
      kind: 'wake',
      entries: [{ title: 'A' }]
    });
    verbs.undo();
    await inbox.settled();
    expect(stored()[0].snoozed_until).toBe(until);
  });

  it('should mute a source or a topic, keep what else is muted, and take it back', async () => {
    await fill({ title: 'A' });
    await inbox.setPreferences({ muted_sources: ['old'] });
    const muted = () => [
      inbox.preferences!.muted_sources,
      inbox.preferences!.muted_topics
    ];
    await verbs.mute({ source: 'tqdm' });
    await verbs.mute({ topic: 'run' });
    expect(muted()).toEqual([['old', 'tqdm'], ['run']]);
    expect(verbs.undoStack.last).toEqual({
      kind: 'mute',
      what: { topic: 'run' },
      entries: []
    });
    verbs.undo();
    verbs.undo();
    await inbox.settled();
    expect(muted()).toEqual([['old'], []]);
    await verbs.unmute({ source: 'old' });
    expect(muted()).toEqual([[], []]);
    expect(verbs.undo()).toMatchObject({ kind: 'unmute' });
    await inbox.settled();
    expect(muted()).toEqual([['old'], []]);
  });

  it('should not disturb for a time, for good, and no longer', async () => {
    await fill({ title: 'A' });
    await verbs.setUndisturbed(TOMORROW);
    expect(inbox.preferences).toMatchObject({
      do_not_disturb: true,
      do_not_disturb_until: TOMORROW.toISOString(),
      quiet: true
    });
    await verbs.setUndisturbed('always');
    expect(inbox.preferences).toMatchObject({ do_not_disturb: true });
    expect(inbox.preferences).not.toHaveProperty('do_not_disturb_until');
    await verbs.setUndisturbed(null);
    expect(inbox.preferences).toMatchObject({
      do_not_disturb: false,
      quiet: false
    });
  });

  it.each([
    ['setRead', (all: INotification[]) => verbs.setRead(all, true)],
    ['setArchived', (all: INotification[]) => verbs.setArchived(all, true)],
    ['snooze', (all: INotification[]) => verbs.snooze(all, TOMORROW)],
    ['mute', () => verbs.mute({ source: 'x' })],
    ['setUndisturbed', () => verbs.setUndisturbed('always')]
  ])('should tell that %s was refused, and offer no undo', async (_, act) => {
    const entries = await fill({ title: 'A' });
    refuse();
    await act(entries);
    expect(verbs.problem).toBe('change');
    expect(verbs.undoStack.last).toBeNull();
    verbs.dismissProblem();
    expect(verbs.problem).toBeNull();
  });

  it('should tell that an undo was refused', async () => {
    const entries = await fill({ title: 'A' });
    await verbs.setArchived(entries, true);
    refuse();
    verbs.undo();
    await inbox.settled();
    expect(verbs.problem).toBe('change');
    expect(stored()[0].archived).toBe(true);
  });

  it('should take back in the opposite order, deletions as one', async () => {
    const [a, b, c] = await fill(
      { title: 'A' },
      { title: 'B' },
      { title: 'C' }
    );
    verbs.remove([a]);
    await verbs.setArchived([b], true);
    expect(verbs.undoStack.last).toMatchObject({ kind: 'archive' });
    verbs.remove([c]);
    const last = verbs.undo();
    expect(last).toMatchObject({
      kind: 'delete',
      entries: [{ title: 'A' }, { title: 'C' }]
    });
    expect(verbs.undo()).toMatchObject({ kind: 'archive' });
    expect(verbs.undo()).toBeNull();
    await jest.advanceTimersByTimeAsync(UndoStack.UNDO_MS * 2);
    expect(stored().map(one => one.title)).toEqual(['A', 'B', 'C']);
    expect(stored()[1].archived).toBeUndefined();
  });

  it('should show an earlier deletion again once what came after it is taken back', async () => {
    const [a, b] = await fill({ title: 'A' }, { title: 'B' });
    verbs.remove([a]);
    await verbs.setArchived([b], true);
    verbs.undo();
    expect(verbs.undoStack.last).toMatchObject({ kind: 'delete' });
    // It has the whole time again.
    await jest.advanceTimersByTimeAsync(UndoStack.UNDO_MS - 1);
    expect(stored()).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(stored().map(one => one.title)).toEqual(['B']);
    expect(verbs.undoStack.last).toBeNull();
  });

  it('should stay done after 8 seconds, but not while the clock stands', async () => {
    const [a, b] = await fill({ title: 'A' }, { title: 'B' });
    await verbs.setArchived([a], true);
    verbs.undoStack.pause();
    verbs.remove([b]);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(verbs.undoStack.last).toMatchObject({ kind: 'delete' });
    verbs.undoStack.resume();
    await jest.advanceTimersByTimeAsync(UndoStack.UNDO_MS - 1);
    expect(verbs.undoStack.last).toMatchObject({ kind: 'delete' });
    await jest.advanceTimersByTimeAsync(1);
    expect(verbs.undoStack.last).toBeNull();
    expect(stored().map(one => one.title)).toEqual(['A']);
  });

  it('should be done with all of it at once', async () => {
    const [a, b] = await fill({ title: 'A' }, { title: 'B' });
    verbs.remove([a]);
    await verbs.setArchived([b], true);
    await verbs.undoStack.commit();
    expect(verbs.undoStack.last).toBeNull();
    expect(stored().map(one => one.title)).toEqual(['B']);
    expect(stored()[0].archived).toBe(true);
  });

  it('should take back what was done of a deed that failed in part', async () => {
    const [a, b] = await fill({ title: 'A' }, { title: 'B' });
    let asked = 0;
    inbox.server.intercept = method => {
      if (method === 'change' && ++asked === 2) {
        throw new Error('No');
      }
    };
    await verbs.setArchived([a, b], true);
    expect(verbs.problem).toBe('change');
    expect(verbs.undoStack.last).toEqual({ kind: 'archive', entries: [a] });
    expect(stored()[0].archived).toBe(true);
    verbs.undo();
    await inbox.settled();
    expect(stored()[0].archived).toBeUndefined();
    expect(verbs.problem).toBeNull();
  });

  it('should do it to the others when some are gone already, and take it back for those', async () => {
    const [a, b] = await fill({ title: 'A' }, { title: 'B' });
    inbox.server.drop(b.id);
    await verbs.setArchived([a, b], true);
    expect(verbs.problem).toBeNull();
    expect(verbs.undoStack.last).toEqual({ kind: 'archive', entries: [a] });
    expect(stored()[0].archived).toBe(true);
  });

  it('should offer no undo, nor tell of a problem, when all are gone already', async () => {
    const [a] = await fill({ title: 'A' });
    inbox.server.drop(a.id);
    await verbs.setArchived([a], true);
    await verbs.setRead([a], true);
    expect(verbs.problem).toBeNull();
    expect(verbs.undoStack.last).toBeNull();
  });

  it('should leave no timer behind, and take nothing back, when it is disposed', async () => {
    const [a] = await fill({ title: 'A' });
    await verbs.setArchived([a], true);
    verbs.dispose();
    await jest.advanceTimersByTimeAsync(UndoStack.UNDO_MS);
    expect(verbs.undoStack.isDisposed).toBe(true);
    expect(stored()[0].archived).toBe(true);
  });
});
