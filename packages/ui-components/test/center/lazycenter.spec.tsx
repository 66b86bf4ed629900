/** The center's code comes when it is first opened; until then its frame stands there, and what failed is tried again. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import { RenderMimeRegistry } from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';
import { fireEvent, render, screen } from '@testing-library/react';
import { act } from '@testing-library/react';
import React from 'react';

import { CenterView } from '../../src/center/centerview';
import { LazyCenter, loadWhole } from '../../src/center/lazycenter';
import type { Whole } from '../../src/center/lazycenter';
import type { ICenterOptions } from '../../src/interfaces';

describe('LazyCenter', () => {
  let inbox: FakeNotifications;
  let options: ICenterOptions;
  let come: (whole: Whole) => void;
  let fail: (reason: Error) => void;
  let loads: number;
  let center: LazyCenter;

  const load = () => {
    loads++;
    return new Promise<Whole>((resolve, reject) => {
      come = resolve;
      fail = reject;
    });
  };

  beforeEach(() => {
    loads = 0;
    inbox = new FakeNotifications({ entries: [{ title: 'A' }] });
    options = {
      notifications: inbox,
      host: {
        openLink: jest.fn(),
        documentUrl: path => path,
        runCommand: jest.fn(),
        hasCommand: () => true
      },
      rendermime: new RenderMimeRegistry(),
      translator: nullTranslator
    };
    center = new LazyCenter(options, load);
  });

  afterEach(() => {
    center.dispose();
    inbox.dispose();
  });

  const show = (onClose = jest.fn()) =>
    render(<CenterView center={center} placement="popup" onClose={onClose} />);

  it('should keep what it works with when somebody comes near again', async () => {
    const complete = jest.fn(async () => ({ ...options }));
    const other = new LazyCenter({ translator: nullTranslator, complete });
    other.open();
    await other.ready;
    const before = other.options;
    other.prefetch();
    await Promise.resolve();
    await loadWhole();
    expect(other.options).toBe(before);
    expect(complete).toHaveBeenCalledTimes(1);
    other.dispose();
  });

  it('should load nothing until it is opened', () => {
    expect(loads).toBe(0);
    center.open();
    expect(loads).toBe(1);
    expect(center.state).toBe('loading');
  });

  it('should show a frame with the name and the focus, which can be closed', () => {
    const onClose = jest.fn();
    center.open();
    show(onClose);
    const frame = screen.getByRole('dialog', { name: 'Notifications' });
    expect(document.activeElement).toBe(frame);
    expect(screen.getByRole('status').textContent).toBe(
      'Loading notifications…'
    );
    // The application has its own.
    expect(screen.queryByRole('banner')).toBeNull();
    fireEvent.keyDown(frame, { key: 'Escape' });
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('should show the center in its place, with the focus', async () => {
    const whole = await loadWhole();
    center.open();
    show();
    await act(async () => {
      come(whole);
      await center.ready;
      await inbox.settled();
    });
    expect(center.state).toBe('ready');
    const dialog = screen.getByRole('dialog', { name: 'Notifications' });
    expect(document.activeElement).toBe(dialog);
    expect(screen.getByRole('article', { name: /A/ })).toBeTruthy();
  });

  it('should not follow the inbox if it was closed meanwhile', async () => {
    const whole = await loadWhole();
    const open = jest.spyOn(inbox, 'open');
    center.open();
    center.close();
    come(whole);
    await center.ready;
    expect(open).not.toHaveBeenCalled();
    center.open();
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('should say that the code did not come, and try again', async () => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    const whole = await loadWhole();
    center.open();
    show();
    await act(async () => {
      fail(new Error('404'));
      await center.ready;
    });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    expect(screen.getByRole('status').textContent).toContain('reload the page');
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    });
    expect(loads).toBe(2);
    expect(screen.getByRole('status').textContent).toBe(
      'Loading notifications…'
    );
    await act(async () => {
      come(whole);
      await center.ready;
      await inbox.settled();
    });
    expect(screen.getByRole('article', { name: /A/ })).toBeTruthy();
  });

  it('should be there at once where another one loaded the code', async () => {
    await loadWhole();
    const second = new LazyCenter(options);
    second.open();
    expect(second.state).toBe('ready');
    second.dispose();
    second.dispose();
    expect(second.isDisposed).toBe(true);
  });
});
