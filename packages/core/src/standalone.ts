/**
 * Inboxes that need no server of ours: a fake for tests, and one in the browser. Of their own, since a page that has our
 * server loads none of it.
 */

export * from './browserbackend';
export * from './browsernotifications';
export * from './fake';
export * from './memory';
export * from './memoryentries';
export * from './memorystore';
