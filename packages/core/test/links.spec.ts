/** Links: what may be followed, and what may not. */

import { isSafeLink, parseLink } from '../src';

describe('parseLink()', () => {
  it.each([
    ['https://example.org/a?b#c', 'https://example.org/a?b#c'],
    ['http://localhost:8888', 'http://localhost:8888/'],
    ['HTTPS://Example.org/', 'https://example.org/']
  ])('should let %s out to the web', (link, url) => {
    expect(parseLink(link)).toEqual({ kind: 'web', url });
    expect(isSafeLink(link)).toBe(true);
  });

  it.each([
    ['a.ipynb', 'a.ipynb', undefined],
    ['work/a%20b.ipynb', 'work/a b.ipynb', undefined],
    ['work/ä.ipynb#cell=abc-1', 'work/ä.ipynb', 'abc-1'],
    ['work/a.ipynb#cell-id=abc%201', 'work/a.ipynb', 'abc 1'],
    ['a.ipynb?x=1#other', 'a.ipynb', undefined],
    ['..a/b..', '..a/b..', undefined]
  ])('should read %s as a document', (link, path, cell) => {
    expect(parseLink(link)).toEqual({
      kind: 'document',
      path,
      ...(cell ? { cell } : {})
    });
  });

  it.each([
    '',
    ' ',
    ' a',
    'a ',
    '#cell=a',
    '?a',
    '/etc/passwd',
    '//evil.example',
    'a//b',
    '\\\\evil',
    'a\\b',
    'a%5cb',
    '../a',
    'a/../b',
    'a/%2e%2e/b',
    './a',
    '%2fetc',
    'a%2f%2fb',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'javascript%3aalert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://example.org',
    'http:',
    'http:/a',
    'http://',
    'http:///a',
    'https:example.org',
    'https://exa mple.org',
    'a\u0000b',
    'a%00b',
    'a\u2028b',
    'a%',
    'a%ff',
    'a.ipynb#cell=%',
    'a.ipynb#cell=%0a'
  ])('should refuse %j', link => {
    expect(parseLink(link)).toBeNull();
    expect(isSafeLink(link)).toBe(false);
  });
});
