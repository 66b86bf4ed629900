/** Notifications in Jupyter: what other packages may use. */

export * from './backend';
export * from './connector';
export * from './errors';
export * from './events';
export * from './eventtokens';
export * from './fake';
export * from './inbox';
export * from './links';
export * from './match';
export * from './memory';
export * from './memorystore';
export * from './quiet';
export * from './subscription';
export * from './tokens';
export * from './wire';
