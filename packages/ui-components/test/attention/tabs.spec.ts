/** Of several tabs one is in front and one speaks for all, whatever happens to the others. */

import { Tabs } from '../../src/attention/tabs';
import { FakeLocks, FakePage } from './browser';

const NAME = 'jupyter-notifications:/user/ada/';

describe('Tabs', () => {
  let locks: FakeLocks;
  let made: Tabs[];

  beforeEach(() => {
    locks = new FakeLocks();
    made = [];
  });

  afterEach(() => {
    made.forEach(tabs => tabs.dispose());
    window.localStorage.clear();
  });

  function tab(page: FakePage, name = NAME, given: LockManager | null = locks) {
    const tabs = new Tabs({ page, name, locks: given });
    made.push(tabs);
    return tabs;
  }

  const settle = () => new Promise(resolve => setTimeout(resolve));
  const front = () => made.map(tabs => tabs.isFront);
  const speakers = () => made.map(tabs => tabs.isSpeaker);

  it('should be in front alone, and speak alone', async () => {
    const page = new FakePage();
    const tabs = tab(page);
    await settle();
    expect([tabs.isFront, tabs.isSpeaker]).toEqual([true, true]);
    expect(await tabs.isAnyVisible()).toBe(true);
    page.hide();
    await settle();
    expect([tabs.isFront, tabs.isSpeaker]).toEqual([false, true]);
    expect(await tabs.isAnyVisible()).toBe(false);
  });

  it('should have one in front: where somebody works, and else where they last did', async () => {
    const pages = [FakePage.of(true), FakePage.of(true, false)];
    pages.forEach(page => tab(page));
    await settle();
    expect(front()).toEqual([true, false]);
    pages[1].show();
    await settle();
    expect(front()).toEqual([false, true]);
    // Another window of the desktop takes the focus.
    pages[1].show(false);
    await settle();
    expect(front()).toEqual([false, true]);
    // The other one is still to be seen.
    pages[1].hide();
    await settle();
    expect(front()).toEqual([true, false]);
  });

  it('should know whether another tab is to be seen', async () => {
    const pages = [FakePage.of(true), FakePage.of(false)];
    const [, hidden] = pages.map(page => tab(page));
    await settle();
    expect(await hidden.isAnyVisible()).toBe(true);
    pages[0].hide();
    await settle();
    expect(await hidden.isAnyVisible()).toBe(false);
  });

  it('should hand on the word when a tab is closed, and when one is put to sleep', async () => {
    const pages = [1, 2, 3].map(() => new FakePage(false));
    pages.forEach(page => tab(page));
    await settle();
    expect(speakers()).toEqual([true, false, false]);
    pages[0].freeze();
    await settle();
    expect(speakers()).toEqual([false, true, false]);
    pages[0].freeze(false);
    made[1].dispose();
    await settle();
    expect(speakers()).toEqual([false, false, true]);
    made[2].dispose();
    await settle();
    expect(speakers()).toEqual([true, false, false]);
  });

  it('should have nothing to do with the tabs of another server', async () => {
    const [ours, theirs] = [
      tab(new FakePage(false)),
      tab(new FakePage(true), 'jupyter-notifications:/user/bob/')
    ];
    await settle();
    expect([ours.isSpeaker, theirs.isSpeaker]).toEqual([true, true]);
    expect(await ours.isAnyVisible()).toBe(false);
  });

  it('should not ask again for a lock that the browser refuses', async () => {
    const request = jest.fn(() => Promise.reject(new Error('SecurityError')));
    const refusing = { request, query: async () => ({}) };
    tab(new FakePage(), NAME, refusing as unknown as LockManager);
    await settle();
    expect(request).toHaveBeenCalledTimes(2);
  });

  it('should have one in front without locks, and nobody who speaks for all', async () => {
    const pages = [FakePage.of(true), FakePage.of(true, false)];
    pages.forEach(page => tab(page, NAME, null));
    expect(front()).toEqual([true, false]);
    pages[1].show();
    expect(front()).toEqual([false, true]);
    pages[1].hide();
    expect(front()).toEqual([true, false]);
    expect(speakers()).toEqual([false, false]);
    expect(await made[1].isAnyVisible()).toBe(false);
  });
});
