/** What the server is told of runs: which document is in front, and the cells of requests that take a while. */

import type { ITold } from '@jupyter-notifications/core';

import { LazyRuns } from '../../src/app/lazyruns';
import { A_WHILE } from '../../src/app/runcontext';
import { Runs } from '../../src/app/runs';
import { FakePage } from '../attention/browser';
import { FakeRunning, FakeSession, FakeShell } from './fakeshell';

let page: FakePage;
let told: [string, ITold | null][];

beforeEach(() => {
  jest.useFakeTimers();
  page = new FakePage();
  told = [];
});

afterEach(() => {
  page.dispose();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const tell = (name: string, what: ITold | null) => {
  told.push([name, what]);
};

describe('Runs', () => {
  let shell: FakeShell;
  let session: FakeSession;
  let notebook: FakeRunning;
  let runs: Runs;

  beforeEach(() => {
    session = new FakeSession('k1');
    notebook = new FakeRunning('RTC:a/Run.ipynb', session);
    shell = new FakeShell(notebook);
  });

  afterEach(() => runs.dispose());

  function start(): void {
    runs = new Runs({ notifications: { tell }, page, shell });
  }

  /** What was told of the front, since it was asked last. */
  function fronts(): (string | null)[] {
    const found = told.flatMap(([name, what]) =>
      name === 'front' && what && 'looking_at' in what ? [what.looking_at] : []
    );
    told = told.filter(([name]) => name !== 'front');
    return found;
  }

  /** The cells that were told of, by message. */
  function cells(): Record<string, ITold | null> {
    return Object.fromEntries(told.filter(([name]) => name !== 'front'));
  }

  const ran = (message: string, cell: string, kernel = 'k1') => ({
    ran: { kernel, message, cell }
  });

  it('should tell which document is in front while somebody works in the page', () => {
    start();
    expect(fronts()).toEqual(['RTC:a/Run.ipynb']);
    page.show(false);
    expect(fronts()).toEqual([null]);
    page.show();
    expect(fronts()).toEqual(['RTC:a/Run.ipynb']);
    page.hide();
    page.show(false);
    expect(fronts()).toEqual([null]);
    page.show();
    page.freeze();
    expect(fronts()).toEqual(['RTC:a/Run.ipynb', null]);
  });

  it('should follow the shell and names', () => {
    start();
    fronts();
    shell.show({});
    expect(fronts()).toEqual([null]);
    const other = new FakeRunning('Other.ipynb', null);
    shell.show(other);
    other.rename('Named.ipynb');
    expect(fronts()).toEqual(['Other.ipynb', 'Named.ipynb']);
    shell.show(null);
    other.rename('Again.ipynb');
    expect(fronts()).toEqual([null]);
  });

  it('should say in the end that nobody looks any more', () => {
    start();
    fronts();
    runs.dispose();
    expect(fronts()).toEqual([null]);
    page.show();
    shell.show(null);
    session.send('m1', { cellId: 'c1' });
    expect(told).toEqual([]);
  });

  it('should tell the cell of a request that still runs after a while', () => {
    start();
    session.send('m1', { cellId: 'c1' });
    session.send('m2', { cellId: 'c2' });
    jest.advanceTimersByTime(A_WHILE - 1);
    expect(cells()).toEqual({});
    jest.advanceTimersByTime(1);
    expect(cells()).toEqual({ m1: ran('m1', 'c1'), m2: ran('m2', 'c2') });
    session.answer('m1', 'stream');
    session.answer('m1', 'execute_reply');
    expect(cells()).toEqual({ m1: null, m2: ran('m2', 'c2') });
  });

  it('should not tell of what is short, of what is no cell, and of what comes from elsewhere', () => {
    start();
    session.send('short', { cellId: 'c1' });
    session.answer('short', 'execute_reply');
    session.send('silent', {});
    session.send('odd', { cellId: 1 });
    session.send('complete', { cellId: 'c1' }, 'complete_request');
    session.answer('of others', 'execute_input');
    session.answer('of others', 'execute_reply');
    jest.advanceTimersByTime(2 * A_WHILE);
    expect(Object.values(cells()).filter(Boolean)).toEqual([]);
  });

  it('should know what was sent before it came', () => {
    const request = (msg_id: string, cellId: string) => ({
      header: { msg_id, msg_type: 'execute_request' },
      metadata: { cellId },
      parent_header: {}
    });
    notebook.content.widgets = [
      {},
      { outputArea: { future: null } },
      {
        outputArea: { future: { isDisposed: true, msg: request('m0', 'c0') } }
      },
      {
        outputArea: { future: { isDisposed: false, msg: request('m1', 'c1') } }
      }
    ];
    const behind = new FakeRunning('Behind.ipynb', new FakeSession('k2'));
    behind.content.widgets = [
      {
        outputArea: { future: { isDisposed: false, msg: request('m2', 'c2') } }
      }
    ];
    shell.main.push(behind, {});
    start();
    jest.advanceTimersByTime(A_WHILE);
    expect(cells()).toEqual({ m1: ran('m1', 'c1'), m2: ran('m2', 'c2', 'k2') });
  });

  it('should go on with another session, and with notebooks that are opened later', () => {
    start();
    const next = new FakeSession('k2');
    notebook.take(null);
    notebook.take(next);
    next.send('m1', { cellId: 'c1' });
    const later = new FakeSession('k3');
    shell.show(new FakeRunning('Later.ipynb', later));
    shell.show(notebook);
    later.send('m2', { cellId: 'c2' });
    jest.advanceTimersByTime(A_WHILE);
    expect(cells()).toEqual({
      m1: ran('m1', 'c1', 'k2'),
      m2: ran('m2', 'c2', 'k3')
    });
  });

  it('should expect no answer from a kernel that has begun anew, or is gone', () => {
    const other = new FakeSession('k2');
    shell.main.push(new FakeRunning('Other.ipynb', other));
    start();
    session.send('m1', { cellId: 'c1' });
    other.send('m2', { cellId: 'c2' });
    jest.advanceTimersByTime(A_WHILE);
    // Busy, or not to be reached for a moment.
    ['busy', 'unknown'].forEach(status => notebook.become(status));
    expect(cells()).toMatchObject({ m1: {}, m2: {} });
    notebook.become('restarting');
    expect(cells()).toMatchObject({ m1: null, m2: {} });
    other.disposed.emit();
    expect(cells()).toEqual({ m1: null, m2: null });
  });

  it('should say what is in front of a console, and nothing of its cells', () => {
    const console = new FakeRunning('console-1-abc', session, 'console');
    shell = new FakeShell(console);
    start();
    session.send('m1', { cellId: 'c1' });
    jest.advanceTimersByTime(A_WHILE);
    expect(cells()).toEqual({});
    expect(fronts()).toEqual(['console-1-abc']);
  });
});

describe('LazyRuns', () => {
  let lazy: LazyRuns;
  let notebook: FakeRunning;
  let shell: FakeShell;

  beforeEach(() => {
    notebook = new FakeRunning('Run.ipynb', new FakeSession('k1'));
    shell = new FakeShell({}, notebook);
    lazy = new LazyRuns({ notifications: { tell }, page, shell });
  });

  afterEach(() => lazy.dispose());

  it('should tell nothing until something runs for a while', async () => {
    shell.show(notebook);
    notebook.become('busy');
    await jest.advanceTimersByTimeAsync(A_WHILE - 1);
    notebook.become('idle');
    await jest.advanceTimersByTimeAsync(A_WHILE);
    shell.show(null);
    shell.show(notebook);
    await jest.advanceTimersByTimeAsync(A_WHILE);
    expect(told).toEqual([]);
    notebook.become('busy');
    await jest.advanceTimersByTimeAsync(A_WHILE);
    expect(told).toEqual([['front', { looking_at: 'Run.ipynb' }]]);
  });

  it('should see a run that is under way when a notebook comes to the front, and one behind', async () => {
    notebook.become('busy');
    shell.show(notebook);
    shell.show(null);
    await jest.advanceTimersByTimeAsync(A_WHILE);
    notebook.fake?.send('m1', { cellId: 'c1' });
    await jest.advanceTimersByTimeAsync(A_WHILE);
    expect(told.map(([name]) => name)).toEqual(['m1']);
  });

  it('should see a run that was under way when the page was loaded, whose kernel has no answer yet', async () => {
    const next = new FakeSession('k2');
    next.kernel.status = 'unknown';
    notebook.fake = null;
    shell.show(notebook);
    notebook.fake = next;
    notebook.statusChanged.emit('unknown');
    await jest.advanceTimersByTimeAsync(A_WHILE);
    expect(told).toEqual([['front', { looking_at: 'Run.ipynb' }]]);
  });

  it('should load nothing where nobody would hear it', async () => {
    const deaf = new LazyRuns({ notifications: {}, page, shell });
    lazy.dispose();
    shell.show(notebook);
    notebook.become('busy');
    await jest.advanceTimersByTimeAsync(A_WHILE);
    deaf.dispose();
    expect(told).toEqual([]);
  });
});
