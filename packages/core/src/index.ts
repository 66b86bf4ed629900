/** Notifications in Jupyter: what other packages may use. */

export * from './backend';
export * from './errors';
export * from './fake';
export * from './inbox';
export * from './links';
export * from './match';
export * from './memory';
export * from './tokens';
export * from './wire';
