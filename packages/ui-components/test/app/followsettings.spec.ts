/** Settings are read once they are loaded and whenever they change, until nobody follows them. */

import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { followSettings } from '../../src/app/followsettings';
import type { ILoadedSettings } from '../../src/app/followsettings';

class Settings implements ILoadedSettings {
  composite = { value: 1 };
  readonly changed: Signal<this, void> = new Signal<this, void>(this);

  change(value: number): void {
    this.composite = { value };
    this.changed.emit();
  }
}

class Follower implements IDisposable {
  isDisposed = false;

  dispose(): void {
    this.isDisposed = true;
    Signal.clearData(this);
  }
}

describe('followSettings()', () => {
  let follower: Follower;
  let settings: Settings;
  let read: jest.Mock;

  beforeEach(() => {
    follower = new Follower();
    settings = new Settings();
    read = jest.fn();
  });

  const seen = () => read.mock.calls.map(([composite]) => composite);
  const settled = () => new Promise(process.nextTick);

  it('should read what is loaded, and each change', async () => {
    followSettings(Promise.resolve(settings), follower, read);
    expect(seen()).toEqual([]);
    await settled();
    settings.change(2);
    expect(seen()).toEqual([{ value: 1 }, { value: 2 }]);
  });

  it('should read nothing at once where there are none', () => {
    followSettings(undefined, follower, read);
    expect(seen()).toEqual([{}]);
  });

  it('should read nothing if they cannot be loaded, and say so if it was told what to say', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const reason = new Error('No schema');
    followSettings(Promise.reject(reason), follower, read);
    await settled();
    expect(warn).not.toHaveBeenCalled();
    followSettings(Promise.reject(reason), follower, read, 'No settings:');
    await settled();
    expect(warn.mock.calls).toEqual([['No settings:', reason]]);
    expect(seen()).toEqual([{}, {}]);
    warn.mockRestore();
  });

  it('should not read for who is gone, before they are loaded or after', async () => {
    followSettings(Promise.resolve(settings), follower, read);
    await settled();
    followSettings(Promise.resolve(settings), follower, read);
    followSettings(Promise.reject(new Error('No schema')), follower, read);
    follower.dispose();
    await settled();
    settings.change(2);
    expect(seen()).toEqual([{ value: 1 }]);
  });
});
