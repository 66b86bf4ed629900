/** Which links of a notification may be followed, and what they lead to. */

/** Where a link leads: out to the web, or to a document of this server. */
export type Link =
  | { kind: 'web'; url: string }
  | { kind: 'document'; path: string; cell?: string };

/** Whether a link may be followed. */
export function isSafeLink(link: string): boolean {
  return parseLink(link) !== null;
}

/**
 * Read a link as the server lets them through: http(s) with a host, or a path relative to this server's root.
 *
 * @returns null for anything else. A document's path is decoded, as the contents API has it; `#cell=ID` or
 * `#cell-id=ID` behind it names a cell.
 *
 * #### Notes
 * What is decoded is checked again, so that nothing can hide behind `%2e%2e` or `%5c`.
 */
export function parseLink(link: string): Link | null {
  if (link === '' || Private.UNSAFE.test(link)) {
    return null;
  }
  if (/^https?:/i.test(link)) {
    return Private.web(link);
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) {
    return null;
  }
  const [, rawPath, rawFragment] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(
    link
  )!;
  const path = Private.decode(rawPath);
  if (path === null || path === '' || !Private.isRelative(path)) {
    return null;
  }
  const cell = Private.cell(rawFragment);
  return cell === null
    ? null
    : { kind: 'document', path, ...(cell ? { cell } : {}) };
}

/** A namespace for private data. */
namespace Private {
  /** Control characters, white space at the ends, and what browsers read as a slash. */
  // eslint-disable-next-line no-control-regex
  export const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\\]|^\s|\s$/;

  /** A link with a host, written as browsers understand it. */
  export function web(link: string): Link | null {
    if (!/^https?:\/\/[^/?#]/i.test(link)) {
      return null;
    }
    try {
      const url = new URL(link);
      const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
      return isWeb && url.hostname ? { kind: 'web', url: url.href } : null;
    } catch {
      return null;
    }
  }

  /** Decoded, or null if it is not well formed or hides what may not be there. */
  export function decode(text: string): string | null {
    try {
      const decoded = decodeURIComponent(text);
      return UNSAFE.test(decoded) ? null : decoded;
    } catch {
      return null;
    }
  }

  /** No root, no other host, no way up, and no scheme that was hidden by the encoding. */
  export function isRelative(path: string): boolean {
    return (
      !path.startsWith('/') &&
      !path.includes('//') &&
      !/^[a-z][a-z0-9+.-]*:/i.test(path) &&
      path.split('/').every(segment => segment !== '..' && segment !== '.')
    );
  }

  /** The cell that a fragment names, '' if none, null if it is not well formed. */
  export function cell(fragment: string | undefined): string | null {
    const match = /^cell(?:-id)?=(.+)$/.exec(fragment ?? '');
    return match ? decode(match[1]) : '';
  }
}
