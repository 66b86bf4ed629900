/** The last closing is remembered for each server's address, and without a browser's storage for the page. */

import { BrowserLastSeen } from '../../src/app/lastseen';

describe('BrowserLastSeen', () => {
  afterEach(() => {
    jest.restoreAllMocks();
    window.localStorage.clear();
  });

  it('should be the same for every tab of a server, and no other', () => {
    new BrowserLastSeen('http://hub/user/ada/').set('0007');
    expect(new BrowserLastSeen('http://hub/user/ada/').get()).toBe('0007');
    expect(new BrowserLastSeen('http://hub/user/bob/').get()).toBe('');
  });

  it('should not be set back by a tab that knows less than another', () => {
    const [stale, other] = [1, 2].map(() => new BrowserLastSeen('http://hub/'));
    stale.set('0003');
    stale.get();
    other.set('0007');
    stale.set('0005');
    expect(other.get()).toBe('0007');
    stale.set('0009');
    expect(other.get()).toBe('0009');
  });

  it('should not be set back by a tab that was opened without a connection', () => {
    new BrowserLastSeen('http://hub/').set('0007');
    const connection = 'offline';
    const stale = new BrowserLastSeen('http://hub/', { connection });
    expect(stale.get()).toBe('0007');
    stale.set('0005');
    expect(stale.get()).toBe('0007');
  });

  it('should begin anew with another store', () => {
    const seen = new BrowserLastSeen('http://hub/');
    seen.set('0007');
    expect(seen.get()).toBe('0007');
    seen.set('0002');
    expect(seen.get()).toBe('0002');
  });

  it('should do without storage', () => {
    const forbidden = () => {
      throw new Error('Forbidden');
    };
    jest.spyOn(Storage.prototype, 'getItem').mockImplementation(forbidden);
    jest.spyOn(Storage.prototype, 'setItem').mockImplementation(forbidden);
    const seen = new BrowserLastSeen('http://hub/');
    expect(seen.get()).toBe('');
    seen.set('0007');
    expect(seen.get()).toBe('0007');
  });
});
