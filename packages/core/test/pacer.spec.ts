/** The pace: at once, once an interval, slower in a storm, and never behind for long. */

import { Pacer } from '../src/pacer';

describe('Pacer', () => {
  let pacer: Pacer;
  let runs: number[];
  let work: Pacer.Work;
  let busy: boolean;
  let start: number;

  beforeEach(() => {
    jest.useFakeTimers();
    start = performance.now();
    runs = [];
    work = 'little';
    busy = false;
    pacer = new Pacer({
      interval: 700,
      isBusy: () => busy,
      run: async () => {
        runs.push(Math.round(performance.now() - start));
        return work;
      }
    });
  });

  afterEach(() => {
    pacer.dispose();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('should run at once, and then after an interval', async () => {
    pacer.request();
    pacer.request();
    expect(runs).toEqual([0]);
    await jest.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([0, 700]);
    pacer.request();
    expect(runs).toEqual([0, 700, 5000]);
    await jest.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([0, 700, 5000]);
  });

  it('should slow down while there is much, and end soon after the last request', async () => {
    work = 'much';
    for (let i = 0; i < 100; i++) {
      pacer.request();
      await jest.advanceTimersByTimeAsync(100);
    }
    await jest.advanceTimersByTimeAsync(1000);
    expect(runs.slice(0, 2)).toEqual([0, 2800]);
    expect(runs[runs.length - 1]).toBeGreaterThan(9900);
    expect(runs[runs.length - 1]).toBeLessThanOrEqual(10_400);
    expect(runs.length).toBeLessThan(5);
  });

  it('should slow down while requests are many, though there is little, and not for a few', async () => {
    for (let i = 0; i < 1000; i++) {
      pacer.request();
      await jest.advanceTimersByTimeAsync(10);
    }
    await jest.advanceTimersByTimeAsync(1000);
    expect(runs.slice(0, 3)).toEqual([0, 700, 3500]);
    expect(runs[runs.length - 1]).toBeGreaterThan(9900);
    expect(runs.length).toBeLessThan(6);
    runs.splice(0);
    await jest.advanceTimersByTimeAsync(2000);
    // Ten that show their progress four times a second.
    for (let i = 0; i < 400; i++) {
      pacer.request();
      await jest.advanceTimersByTimeAsync(25);
    }
    expect(runs.length).toBeGreaterThanOrEqual(14);
  });

  it('should forget a storm when it is over', async () => {
    work = 'storm';
    pacer.request();
    await jest.advanceTimersByTimeAsync(0);
    expect(pacer.isStorm).toBe(true);
    await jest.advanceTimersByTimeAsync(2000);
    work = 'little';
    pacer.request();
    expect(pacer.isStorm).toBe(false);
    expect(runs).toEqual([0, 2000]);
  });

  it('should wait for what is on its way, but not for ever', async () => {
    busy = true;
    pacer.request();
    await jest.advanceTimersByTimeAsync(100);
    expect(runs).toEqual([]);
    busy = false;
    pacer.schedule();
    expect(runs).toEqual([100]);
    busy = true;
    await jest.advanceTimersByTimeAsync(1900);
    pacer.request();
    await jest.advanceTimersByTimeAsync(2000);
    expect(runs).toEqual([100, 2700]);
  });

  it('should run now when it is asked to', async () => {
    pacer.request();
    await jest.advanceTimersByTimeAsync(10);
    const done = jest.fn();
    void pacer.now().then(done);
    expect(runs).toEqual([0, 10]);
    await jest.advanceTimersByTimeAsync(0);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('should resolve when it is disposed while somebody waits', async () => {
    let release = () => undefined as void;
    const slow = new Pacer({
      interval: 0,
      run: () => new Promise(resolve => (release = () => resolve('little')))
    });
    slow.request();
    const waiting = slow.now();
    slow.dispose();
    await waiting;
    release();
    await slow.now();
  });

  it('should try again later from within a run, unless asked before', async () => {
    pacer = new Pacer({
      interval: 700,
      run: async () => {
        runs.push(Math.round(performance.now() - start));
        if (runs.length === 1) {
          pacer.requestIn(5000);
        }
        return 'little';
      }
    });
    pacer.request();
    await jest.advanceTimersByTimeAsync(4999);
    expect(runs).toEqual([0]);
    await jest.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([0, 5000]);
  });
});
