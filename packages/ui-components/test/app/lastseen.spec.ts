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
